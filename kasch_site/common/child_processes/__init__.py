"""Child processes that read files of others: `running` starts them, `start` limits them, `serving` answers for them.

A file can ask for any amount of memory or time, or break the library that reads it. So a child process reads it, with
limits that it cannot lift, and where bubblewrap is installed without network and without the files of the site.
"""

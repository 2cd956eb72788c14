"""Paper: `compiling` runs typst, `glyphs` replaces characters without a glyph, `printable_text` sanitizes what people
typed.
"""

// Reads calendars with ical.js: a JSON string on each line in, a JSON list of what it found on each line out.
import { createInterface } from "node:readline";
import ICAL from "ical.js";

const moment = (time) => (time.isDate ? time.toString() : time.toUnixTime());

function read(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      sequence: event.sequence ?? 0,
      summary: event.summary,
      description: event.description,
      location: event.location ?? "",
      status: component.getFirstPropertyValue("status") ?? "",
      start: moment(event.startDate),
      end: moment(event.endDate),
    };
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(read(JSON.parse(line))) + "\n");
}

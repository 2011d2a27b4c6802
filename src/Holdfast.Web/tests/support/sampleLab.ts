import { Lab } from "./Lab";

export const password = "correct horse battery";

// What runs by night runs at the other end of the day from these tests.
const words = `
stores:
  lab:     { kind: local, path: lab }
  second:  { kind: local, path: second }
  archive: { kind: local, path: archive }
  usb:     { kind: local, path: usb, removable: true }
  bulk:    { kind: local, path: bulk }
  heap:    { kind: local, path: heap }
jobs:
  permissions: { kind: permissions, store: lab, directories: "775", files: "664", every: 1m }
  mirror:      { kind: mirror, from: lab, to: [second], every: 5m, after: [permissions] }
  nightly:     { kind: mirror, from: lab, to: [archive], cron: "30 HOUR * * *", watch: off, extraneous: delete }
  to-usb:      { kind: copy, from: lab, to: [usb], watch: off }
  check:       { kind: verify, from: lab, to: [second] }
  carry:       { kind: copy, from: bulk, to: [heap], watch: off }
notifications:
  channels:
    desk:   { kind: webhook, url: "http://127.0.0.1:DESK/told" }
    nobody: { kind: webhook, url: "http://127.0.0.1:1/told" }
  rules:
    never: { events: JOB_RESTARTED, to: [desk, nobody] }
`;

/** A lab where something of everything has happened: files carried and replaced, a conflict, a run that a guard refused. */
export async function sampleLab(desk: number): Promise<Lab> {
  const lab = await Lab.make(words.replace("DESK", String(desk)).replace("HOUR", String((new Date().getHours() + 12) % 24)));
  const odd = Buffer.from([0x6f, 0x64, 0x64, 0x2f, 0x6e, 0x61, 0xef, 0x76, 0x65]);
  for (const store of ["second", "archive", "bulk", "heap"]) lab.write(`${store}/.keep`, "");
  for (let number = 1; number <= 40; number++) lab.write(`lab/datasets/mnist-mini/images-${String(number).padStart(3, "0")}.bin`, new Uint8Array(2000 * number));
  lab.write("lab/datasets/labels.csv", "image,digit\n");
  lab.write("lab/notebooks/analysis.ipynb", "{}");
  lab.write("lab/uploads/cohort-7.csv", "1,2,3\n");
  lab.write("second/notebooks/saved-by-ada.ipynb", "{}");
  lab.write("lab/odd/plain.txt", "");
  lab.writeBytes("lab", odd, "first");
  lab.run("run", "permissions", "mirror", "nightly");
  lab.write("lab/datasets/labels.csv", "image,digit,split\n");
  lab.writeBytes("lab", odd, "second");
  lab.write("second/notebooks/analysis.ipynb", '{ "changed": "here" }');
  lab.write("lab/notebooks/analysis.ipynb", '{ "changed": "there" }');
  lab.run("run", "permissions", "mirror");
  lab.remove("lab/uploads/cohort-7.csv");
  lab.run("run", "nightly");
  lab.run("report");
  return lab;
}

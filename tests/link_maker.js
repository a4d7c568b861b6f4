// mos-ask.js in Node, for the tests: what mos.link says of each record that comes as JSON.
const { readFileSync } = require("fs");
const { page, records } = JSON.parse(readFileSync(0, "utf-8"));
globalThis.window = globalThis;
const told = { dataset: { mosAsk: JSON.stringify(page) } };
globalThis.document = { querySelector: (selector) => (selector === "[data-mos-ask]" ? told : null), addEventListener() {} };
(0, eval)(readFileSync(process.argv[2], "utf-8"));
const said = records.map((record) => {
  try {
    return window.mos.link(record);
  } catch (error) {
    return error.message;
  }
});
console.log(JSON.stringify(said));

// Asks the server that OVERLOOKED_BASE_URL names for each row, with the very body that the site sent, but always for a
// whole answer. promptfoo renders prompts and options as templates, and an example may look like one: so they come from
// the file and never through it.
const fs = require("node:fs");
const path = require("node:path");

const lines = fs.readFileSync(path.join(__dirname, "requests.jsonl"), "utf8").split("\n").filter(Boolean);
const bodies = new Map(lines.map((line) => JSON.parse(line)).map((asked) => [asked.row, asked.body]));

module.exports = class {
  id() {
    return `overlooked:${bodies.values().next().value.model}`;
  }

  async callApi(prompt, { vars }) {
    const { OVERLOOKED_BASE_URL: base, OVERLOOKED_API_KEY: key } = process.env;
    if (!base) return { error: "Set OVERLOOKED_BASE_URL to an address ending in /v1." };
    const headers = { "Content-Type": "application/json", ...(key && { Authorization: `Bearer ${key}` }) };
    const { stream, stream_options, ...whole } = bodies.get(vars.row);
    const body = JSON.stringify(whole);
    const response = await fetch(`${base}/chat/completions`, { method: "POST", headers, body });
    if (!response.ok) return { error: `${response.status}: ${(await response.text()).slice(0, 300)}` };
    const { choices, usage = {} } = await response.json();
    return {
      output: choices[0].message.content ?? "",
      finishReason: choices[0].finish_reason,
      tokenUsage: { total: usage.total_tokens, prompt: usage.prompt_tokens, completion: usage.completion_tokens },
    };
  }
};

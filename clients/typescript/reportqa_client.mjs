/**
 * Asks a reportqa server before a report is sent. One file, needs fetch only: copy it into your app.
 *
 *   const client = new Reportqa({ url: "http://127.0.0.1:8321", token: "…", onFailure: "allow" });
 *   const answer = await client.check({ text, site: "Larkspur Court", author: "Dana Ruiz" });
 *   for (const question of answer.questions) { … }   // at most three
 *   save(report);                                     // always
 *   if (answer.send) send(report);
 */
// Where nobody could be asked, a report with such a word is never held.
const URGENT = new RegExp("\\b(911|emergency|fire|smoke|burning|alarm|ambulance|ems|medic|paramedics?|police|injur\\w*|hurt|bleeding" +
    "|unconscious|unresponsive|cpr|overdose|fell|dead|died|assault\\w*|stabbed|shot|gun|knife|weapon|robb\\w*|bomb" +
    "|threat\\w*|flood\\w*|evacuat\\w*|gas leak)\\b", "i");
/** A connection to one server. No method rejects because of the check; see `checked` and `reason`. */
export class Reportqa {
    url;
    token;
    timeoutMs;
    onFailure;
    constructor(options = {}) {
        this.url = (options.url ?? "http://127.0.0.1:8321").replace(/\/+$/, "");
        this.token = options.token;
        this.timeoutMs = options.timeoutMs ?? 5000;
        this.onFailure = options.onFailure ?? "allow";
    }
    /** The answer to one report: its text, and what else the app knows. */
    check(report) {
        return this.ask("/check", JSON.stringify(report), report);
    }
    /** The answer to a scan, photo, PDF or Word file; give it more time than a typed report. */
    checkScan(file, about = {}, name = "scan") {
        const form = new FormData();
        form.append("report", JSON.stringify(about));
        form.append("file", file, name);
        return this.ask("/check", form, null);
    }
    /** The report checked again with the officer's answers; keep `addendum` beside the report. */
    answer(report, answers, reasons = {}) {
        const given = [
            ...Object.entries(answers).map(([question, answer]) => ({ question, answer })),
            ...Object.entries(reasons).map(([finding, answer]) => ({ finding, answer })),
        ];
        return this.ask("/answer", JSON.stringify({ report, answers: given }), report);
    }
    async ask(path, body, report) {
        const headers = {};
        if (typeof body === "string")
            headers["Content-Type"] = "application/json";
        if (this.token)
            headers["Authorization"] = `Bearer ${this.token}`;
        const limit = new AbortController();
        const timer = setTimeout(() => limit.abort(), this.timeoutMs);
        try {
            const response = await fetch(this.url + path, { method: "POST", headers, body, signal: limit.signal });
            return (await response.json()); // a refusal is an answer too
        }
        catch (error) {
            const kind = error instanceof Error ? error.name : "unknown";
            return this.unreached(`the server could not be asked (${kind})`, report);
        }
        finally {
            clearTimeout(timer);
        }
    }
    unreached(reason, report) {
        const urgent = report === null || report.emergency === true || URGENT.test(JSON.stringify(report));
        return {
            checked: false,
            save: true,
            send: this.onFailure === "allow" || urgent,
            band: null,
            questions: [],
            findings: [],
            not_checked: [{ what: "everything", why: reason }],
            reason,
        };
    }
}

/** Over every form that the province has published: FORMS names the file that holds them, by the procedure's code. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { faultsOf } from "../common/src/forms/check.ts";
import { answerText, groupsOf, isEmpty, stepsOf, unknownIn, valueAt, withValue } from "../common/src/forms/schema.ts";
import { mayBeApplicant } from "../mini-app/src/filing/applicant.ts";

const forms = Object.entries(JSON.parse(readFileSync(process.env.FORMS, "utf8")));
assert.ok(forms.length > 3);

/** Where the answers of ``value`` are. */
const placesIn = (value, path = []) => (typeof value === "object" && value && !Array.isArray(value) ? Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...path, name])) : [path.join(".")]);

for (const [code, form] of forms) {
  const [example] = form.examples;
  const groups = groupsOf(form, example);
  const questions = groups.flatMap((group) => group.questions);

  test(`${code}: no keyword that the app does not know`, () => assert.deepEqual(unknownIn(form), []));

  test(`${code}: every answer of its own example is asked for`, () => {
    const asked = new Set(questions.map(({ path }) => path.join(".")));
    assert.deepEqual(placesIn(example).filter((place) => !asked.has(place)), []);
  });

  test(`${code}: the whole form fits two steps, in its order and whatever is answered, few questions a screen`, () => {
    const steps = stepsOf(form, example, 2);
    assert.ok(steps.length <= 2);
    assert.deepEqual(steps.flat(2).map(({ id }) => id), groups.map(({ id }) => id));
    const ids = (all) => all.map((screens) => screens.map((screen) => screen.map(({ id }) => id)));
    const blank = stepsOf(form, {}, 2);
    assert.deepEqual(ids(blank), ids(steps));
    for (const screen of blank.flat()) assert.ok(screen.length === 1 || screen.flatMap((group) => group.questions).length <= 8);
  });

  test(`${code}: nobody is born tomorrow`, () => {
    for (const group of groups)
      for (const { path, of } of group.questions)
        if (of === "birth_date") assert.ok(faultsOf(group, withValue(example, path, "2999-01-01")).some(({ field }) => field === path.join(".")));
  });

  test(`${code}: a personal number of another year is found, as far as a birth day is known`, () => {
    for (const group of groups) {
      const born = group.questions.find(({ of }) => of === "birth_date");
      const number = group.questions.find(({ of }) => of === "number");
      if (!born || !number || isEmpty(valueAt(example, number.path))) continue;
      const year = Number(String(valueAt(example, born.path) ?? "1990").slice(0, 4));
      assert.deepEqual(faultsOf(group, withValue(example, born.path, `${year > 1990 ? year - 1 : year + 1}-01-01`)).map(({ field }) => field), [number.path.join(".")]);
    }
  });

  test(`${code}: every question has a title, and every group`, () => {
    assert.deepEqual(groups.filter(({ title }) => !title), []);
    assert.deepEqual(questions.filter(({ part }) => !part.title).map(({ path }) => path.join(".")), []);
  });

  test(`${code}: no two questions have the same place`, () => {
    const places = questions.map(({ path }) => path.join("."));
    assert.equal(new Set(places).size, places.length);
  });

  test(`${code}: its own example has no fault, and reads as words`, () => {
    assert.deepEqual(groups.flatMap((group) => faultsOf(group, example)), []);
    for (const { path, part } of questions.filter(({ path }) => !isEmpty(valueAt(example, path)))) assert.match(answerText(part, valueAt(example, path)), /\S/, path.join("."));
  });

  test(`${code}: an answer that is missing is found, each for itself`, () => {
    for (const group of groups.filter(({ optional }) => !optional))
      for (const { path, required } of group.questions)
        if (required) assert.deepEqual(faultsOf(group, withValue(example, path, undefined)).map(({ field }) => field), [path.join(".")]);
  });

  test(`${code}: an answer that is too long, no day or no number is found`, () => {
    for (const group of groups)
      for (const { path, part } of group.questions) {
        const wrong = wrongFor(part);
        if (wrong !== undefined) assert.ok(faultsOf(group, withValue(example, path, wrong)).some(({ field }) => field === path.join(".")), `${path.join(".")}: ${wrong}`);
      }
  });
}

function wrongFor(part) {
  if (part.format === "date") return "2026-02-30";
  if (part.format === "personal-number") return "05119000012";
  if (part.format === "mobile-phone") return "0112345678";
  if (part.type === "integer") return 1.5;
  if (part.maxItems && part.items?.enum) return undefined;
  return part.type === "string" && part.maxLength && !part.enum ? "🙂".repeat(part.maxLength + 1) : undefined;
}

test("a keyword that nobody knows is named, wherever it is", () => {
  const form = { type: "object", properties: { a: { type: "array", items: { type: "object", properties: { b: { type: "string", contains: {} } } } } }, oneOf: [] };
  assert.deepEqual(unknownIn(form), ["/oneOf", "/a/b/contains"]);
});

test("a length counts letters as people do: an emoji and a right-to-left mark are one each", () => {
  const group = { title: "", person: null, optional: false, questions: [{ path: ["a"], required: true, part: { type: "string", title: "Tên", maxLength: 3 } }] };
  assert.deepEqual(faultsOf(group, { a: "🙂🙂🙂" }), []);
  assert.deepEqual(faultsOf(group, { a: "a\u200fb" }), []);
  assert.equal(faultsOf(group, { a: "abcd" }).length, 1);
});

test("an answer opens the next question, and closes it again", () => {
  const form = { properties: { who: { type: "object", title: "Ai", required: ["kind"], properties: { kind: { type: "string", title: "Loại", enum: ["me", "other"] }, why: { type: "string", title: "Vì sao" } }, if: { properties: { kind: { const: "other" } }, required: ["kind"] }, then: { required: ["why"] } } }, required: ["who"] };
  const asked = (values) => groupsOf(form, values)[0].questions.map(({ path }) => path[1]);
  assert.deepEqual(asked({}), ["kind"]);
  assert.deepEqual(asked({ who: { kind: "other" } }), ["kind", "why"]);
  assert.deepEqual(asked({ who: { kind: "me" } }), ["kind"]);
});

test("screens are as even as can be, and a long group stands alone", () => {
  const group = (many) => ({ type: "object", title: "Nhóm", properties: Object.fromEntries(Array.from({ length: many }, (_, at) => [`q${at}`, { type: "string" }])) });
  const form = (...lengths) => ({ properties: Object.fromEntries(lengths.map((many, at) => [`g${at}`, group(many)])) });
  const sizes = (most, ...lengths) => stepsOf(form(...lengths), {}, most).map((step) => step.map(({ length }) => length));
  assert.deepEqual(sizes(2, 6, 2, 7, 6, 6, 1), [[2, 1], [1, 2]]);
  assert.deepEqual(sizes(2, 9, 1, 1), [[1], [2]]);
  assert.deepEqual(sizes(3, 4), [[1]]);
  assert.deepEqual(sizes(2), []);
});

test("the applicant is offered only where they may be meant", () => {
  const [, birth] = forms.find(([, { properties }]) => properties.me && properties.cha);
  const offered = (quan_he, applicant = { ho_ten: "Nguyễn Thị Mẫu" }) => {
    const values = { nguoi_yeu_cau: applicant, quan_he };
    const groups = groupsOf(birth, values);
    return groups.filter((group) => mayBeApplicant(group, groups, values)).map(({ person }) => person[0]);
  };
  assert.deepEqual(offered("me"), ["me"]);
  assert.deepEqual(offered("cha"), ["cha"]);
  assert.deepEqual(offered("ong_ba"), []);
  assert.deepEqual(offered("ban_than"), ["nguoi_duoc_khai_sinh"]);
  assert.deepEqual(offered(undefined), []);
});

test("what is nobody's name is said before it is sent", () => {
  const question = { path: ["nguoi", "ho_ten"], part: { type: "string", title: "Họ tên" }, required: true };
  const said = (name) => faultsOf({ questions: [question], optional: false }, { nguoi: { ho_ten: name } }).map(({ message }) => message);
  assert.deepEqual(said("Trần Bé 🙂"), ["Họ tên: không được có ký hiệu hay biểu tượng cảm xúc (🙂). Vui lòng chỉ dùng chữ và dấu câu."]);
  assert.deepEqual(said("Trần Bé 2"), ["Họ tên: không được có chữ số."]);
  for (const name of ["Trần Nguyễn Bé Mẫu", "Y Hlum Niê`", "Đặng Thị Á-Li", "K'Brói"]) assert.deepEqual(said(name), []);
});

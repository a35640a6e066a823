import { describe, expect, it } from "vitest";
import { rehearsed } from "./run";

const MODELS = `
class Order(models.Model):
    class Status(models.TextChoices):
        NEW = "n", "New one"
        IN_WORK = "w"
        DONE = "d", "Done"
        __empty__ = "(none)"

    class Level(models.IntegerChoices):
        LOW = 1
        HIGH = 2, "Very high"

    status = models.CharField(max_length=1, choices=Status.choices, default=Status.NEW)
    level = models.IntegerField(choices=Level.choices, default=Level.LOW)

    def is_done(self):
        return self.status == self.Status.DONE

    def words(self):
        return self.Status(self.status).label
`;
const SQL = `
CREATE TABLE app_order (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, status varchar(1) NOT NULL, level integer NOT NULL);
INSERT INTO app_order VALUES (1, 'n', 1), (2, 'd', 2);`;

async function answer(source: string): Promise<unknown> {
  const { errors, values } = await rehearsed(MODELS, SQL, source);
  return errors.at(-1) ?? values.at(-1);
}

/** Django's own answers. */
describe("a model's choices class", () => {
  it.each([
    ["Order.Status.DONE.label", "Done"],
    ["Order.Status.IN_WORK.label", "In Work"],
    ["Order.Status.DONE.name", "DONE"],
    ['Order.Status("d").label', "Done"],
    ['Order.Status["DONE"].value', "d"],
    ["str(Order.Status.DONE) + f'{Order.Level.HIGH}'", "d2"],
    ["Order.Status.DONE.upper()", "D"],
    ["Order.Level.HIGH + 1", 3n],
    ["max(Order.Level).label", "Very high"],
    ["Order.Status.names", ["__empty__", "NEW", "IN_WORK", "DONE"]],
    ["Order.Status.labels", ["(none)", "New one", "In Work", "Done"]],
    [
      "Order.Level.choices",
      [
        [1n, "Low"],
        [2n, "Very high"],
      ],
    ],
    ["[status.value for status in Order.Status]", ["n", "w", "d"]],
    ['("d" in Order.Status, Order.Status.DONE == "d", {Order.Status.DONE: 7}["d"])', [true, true, 7n]],
    ["Order.objects.get(status=Order.Status.DONE).pk", 2n],
    ["Order.objects.get(status=Order.Status.DONE).is_done()", true],
    ["Order.objects.get(pk=1).words()", "New one"],
    ["Order.objects.filter(status__in=[Order.Status.NEW, Order.Status.DONE]).count()", 2n],
    ["Order(status=Order.Status.DONE).get_status_display()", "Done"],
    ["Order.objects.annotate(s=Value(Order.Status.DONE)).first().s", "d"],
  ])("%s", async (source, expected) => {
    expect(await answer(source)).toEqual(expected);
  });

  it("says which value is none of its own", async () => {
    expect(await answer('Order.Status("x")')).toMatchObject({
      type: "ValueError",
      message: "'x' is not a valid Status",
    });
  });

  it("is written as the value it stands for", async () => {
    const { effects } = await rehearsed(MODELS, SQL, "Order.objects.filter(pk=1).update(status=Order.Status.DONE)");
    expect(effects[0]?.rows[0]?.after).toMatchObject({ status: "d" });
  });

  it("can be written in a script", async () => {
    const source = 'class Mood(models.TextChoices):\n    GOOD = "g", "Good"\n    BAD = auto()\nMood.choices';
    expect(await answer(`from enum import auto\n${source}`)).toEqual([
      ["g", "Good"],
      ["BAD", "Bad"],
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { rehearsed } from "./run";

const MODELS = `
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType

def nobody():
    return 3

class Owner(models.Model):
    name = models.CharField(max_length=20)
    tags = GenericRelation("Tag")

class Tag(models.Model):
    label = models.CharField(max_length=20)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveIntegerField()
    target = GenericForeignKey("content_type", "object_id")

class House(models.Model):
    owner = models.ForeignKey(Owner, models.CASCADE)

class Room(models.Model):
    house = models.ForeignKey(House, models.RESTRICT)
    owner = models.ForeignKey(Owner, models.CASCADE, null=True)

class Bill(models.Model):
    payer = models.ForeignKey(Owner, models.SET_DEFAULT, default=3, related_name="paid")
    checker = models.ForeignKey(Owner, models.SET(nobody), related_name="checked")
    friends = models.ManyToManyField(Owner, related_name="shared")

class Animal(models.Model):
    name = models.CharField(max_length=20)

class Dog(Animal):
    owner = models.ForeignKey(Owner, models.SET_NULL, null=True)

class Walk(models.Model):
    dog = models.ForeignKey(Dog, models.CASCADE)
`;
const SQL = `
CREATE TABLE django_content_type (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, app_label varchar(100) NOT NULL, model varchar(100) NOT NULL);
INSERT INTO django_content_type VALUES (1, 'app', 'owner'), (2, 'app', 'house');
CREATE TABLE app_owner (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name varchar(20) NOT NULL);
CREATE TABLE app_tag (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, label varchar(20) NOT NULL, object_id integer NOT NULL,
  content_type_id integer NOT NULL REFERENCES django_content_type (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE app_house (id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  owner_id integer NOT NULL REFERENCES app_owner (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE app_room (id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  house_id integer NOT NULL REFERENCES app_house (id) DEFERRABLE INITIALLY DEFERRED,
  owner_id integer NULL REFERENCES app_owner (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE app_bill (id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  payer_id integer NOT NULL REFERENCES app_owner (id) DEFERRABLE INITIALLY DEFERRED,
  checker_id integer NOT NULL REFERENCES app_owner (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE app_bill_friends (id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  bill_id integer NOT NULL REFERENCES app_bill (id) DEFERRABLE INITIALLY DEFERRED,
  owner_id integer NOT NULL REFERENCES app_owner (id) DEFERRABLE INITIALLY DEFERRED, UNIQUE (bill_id, owner_id));
CREATE TABLE app_animal (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name varchar(20) NOT NULL);
CREATE TABLE app_dog (animal_ptr_id integer NOT NULL PRIMARY KEY REFERENCES app_animal (id) DEFERRABLE INITIALLY DEFERRED,
  owner_id integer NULL REFERENCES app_owner (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE app_walk (id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  dog_id integer NOT NULL REFERENCES app_dog (animal_ptr_id) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO app_owner VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Nobody'), (4, 'Dora');
INSERT INTO app_tag VALUES (1, 'tall', 1, 1), (2, 'old', 1, 2), (3, 'kind', 2, 1);
INSERT INTO app_house VALUES (1, 1), (2, 2);
INSERT INTO app_room VALUES (1, 1, 1), (2, 2, NULL);
INSERT INTO app_bill VALUES (1, 1, 4), (2, 4, 1), (3, 2, 2);
INSERT INTO app_bill_friends VALUES (1, 1, 1), (2, 1, 4), (3, 2, 4);
INSERT INTO app_animal VALUES (1, 'Rex'), (2, 'Cat'), (3, 'Fido');
INSERT INTO app_dog VALUES (1, 4), (3, NULL);
INSERT INTO app_walk VALUES (1, 1), (2, 1), (3, 3);`;

const run = (source: string) => rehearsed(MODELS, SQL, source);

/** Effects in short, sorted: `delete app.Tag cascade 1`. */
async function told(source: string): Promise<string[]> {
  const { effects, errors } = await run(source);
  expect(errors.filter(Boolean)).toEqual([]);
  return effects.map(({ action, model, cause, count }) => `${action} ${model} ${cause} ${count}`).sort();
}

describe("what points at deleted rows", () => {
  it("stops the delete where it is restricted, and the rows are named", async () => {
    const { errors, effects } = await run("House.objects.filter(id=2).delete()");
    expect(errors[0]).toMatchObject({ type: "RestrictedError" });
    expect(errors[0]?.message).toContain(
      "Cannot delete some instances of model 'House' because they are referenced through restricted foreign keys: 'Room.house'.",
    );
    expect(effects).toEqual([]);
  });

  it("goes along where it is restricted but deleted by another way anyhow", async () => {
    // Room 1 goes with its owner, so that its house may go too.
    expect(await told("Owner.objects.filter(id=1).delete()")).toEqual(
      expect.arrayContaining([
        "delete app.House cascade 1",
        "delete app.Room cascade 1",
        "delete app.Owner statement 1",
      ]),
    );
    const { errors } = await run("Owner.objects.filter(id=2).delete()");
    expect(errors[0]).toMatchObject({ type: "RestrictedError" });
  });

  it("gets the default or what a function gives, row by row as it is shown", async () => {
    const { effects } = await run("Owner.objects.filter(id=1).delete()");
    const updates = effects
      .filter(({ action }) => action === "update")
      .map(({ model, cause, rows }) => [
        model,
        cause,
        rows.map(({ pk, before, after }) => [pk, { ...before, ...{} }, after]),
      ]);
    expect(updates).toEqual(
      expect.arrayContaining([
        ["app.Bill", "SET_DEFAULT", [[1, { id: 1, payer_id: 1 }, { id: 1, payer_id: 3 }]]],
        ["app.Bill", "SET", [[2, { id: 2, checker_id: 1 }, { id: 2, checker_id: 3 }]]],
      ]),
    );
  });

  it("goes along over a generic relation, and only what is of that model", async () => {
    const { effects } = await run("Owner.objects.filter(id=1).delete()");
    const tags = effects.find(({ model }) => model === "app.Tag");
    expect(tags?.rows.map(({ before }) => before?.label)).toEqual(["tall"]);
  });

  it("goes along from a table of pairs, from either side", async () => {
    expect(await told("Bill.objects.filter(id=1).delete()")).toEqual([
      "delete app.Bill statement 1",
      "delete app.Bill_friends cascade 2",
    ]);
    expect(await told("Owner.objects.filter(id=4).delete()")).toEqual([
      "delete app.Bill_friends cascade 2",
      "delete app.Owner statement 1",
      "update app.Bill SET 1",
      "update app.Bill SET_DEFAULT 1",
      "update app.Dog SET_NULL 1",
    ]);
  });
});

describe("deleting over inheritance", () => {
  it("takes the parent's row with a child, and what points at the child", async () => {
    expect(await told("Dog.objects.filter(pk=1).delete()")).toEqual([
      "delete app.Animal cascade 1",
      "delete app.Dog statement 1",
      "delete app.Walk cascade 2",
    ]);
  });

  it("takes the child's row with its parent", async () => {
    expect(await told("Animal.objects.all().delete()")).toEqual([
      "delete app.Animal statement 3",
      "delete app.Dog cascade 2",
      "delete app.Walk cascade 3",
    ]);
  });

  it("leaves the parent's row where it is told to", async () => {
    expect(await told("Dog.objects.get(pk=1).delete(keep_parents=True)")).toEqual([
      "delete app.Dog statement 1",
      "delete app.Walk cascade 2",
    ]);
  });
});

describe("deleting many rows", () => {
  it("takes no more statements than deleting few", async () => {
    const rows = (from: number, to: number): string =>
      `WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to})`;
    const sql = `${SQL};
      ${rows(10, 3000)} INSERT INTO app_animal SELECT i, 'Dog ' || i FROM n;
      ${rows(10, 3000)} INSERT INTO app_dog SELECT i, 1 + i % 2 FROM n;
      ${rows(10, 9000)} INSERT INTO app_walk SELECT i, 10 + i % 2000 FROM n`;
    const few = await rehearsed(MODELS, SQL, "Dog.objects.all().delete()");
    const many = await rehearsed(MODELS, sql, "Dog.objects.all().delete()");
    expect(many.errors).toEqual([null]);
    expect(many.effects.map(({ model, count }) => [model, count]).sort()).toEqual([
      ["app.Animal", 2993],
      ["app.Dog", 2993],
      ["app.Walk", 8994],
    ]);
    expect(many.sql.length).toBeLessThanOrEqual(few.sql.length + 20);
  });
});

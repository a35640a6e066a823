import { describe, expect, it } from "vitest";
import { short } from "../music";
import { apply, evaluated, modelsText, opening, openScratch, projectOf, sample } from "./project";

const APPS = [
  "deletes",
  "family",
  "generic",
  "keys",
  "kinds",
  "library",
  "managers",
  "modern",
  "music",
  "shop",
  "zoned",
];

describe.each(APPS)("sample rows for the models of %s", (app) => {
  it("are as many as were asked for, taken by the database, and the same for the same seed", async () => {
    const project = projectOf(app, modelsText(app));
    const { engine, opened } = await opening(project);
    const own = opened.project.models.filter(
      (model) => model.app === app && !model.proxy && model.autoCreated !== true && model.readOnly === undefined,
    );
    const counts = Object.fromEntries(own.map(({ label }) => [label, 12]));
    const view = await sample(engine, counts, 7);
    const again = await sample(engine, counts, 7);
    expect(again.effects).toEqual(view.effects);
    await apply(engine, view);
    const rows = await engine.count(own.map(({ label }) => label));
    const few = Object.entries(rows).filter(([label, count]) => (count ?? 0) < 12 && !hasNote(view.warnings, label));
    expect(few).toEqual([]);
    for (const { name } of own) {
      // A column may be NULL where a form must not leave it blank: the first of rows that point at each other has nowhere to.
      const nulls = "[f.name for f in x._meta.fields if f.null and getattr(x, f.attname) is None]";
      const cleaned = `[x.full_clean(exclude=${nulls}) for x in ${name}.objects.all()][:0]`;
      expect(await evaluated(engine, cleaned)).toEqual([]);
    }
  });
});

function hasNote(warnings: readonly { readonly message: string }[], label: string): boolean {
  return warnings.some(({ message }) => message.startsWith("Only ") && message.includes(label));
}

const MODELS = `from decimal import Decimal
from django.core.validators import MinLengthValidator, MinValueValidator, MaxValueValidator, RegexValidator
from django.db import models


class Shop(models.Model):
    name = models.CharField(max_length=12, unique=True)
    slug = models.SlugField(max_length=14, unique=True)
    email = models.EmailField()
    website = models.URLField()
    phone = models.CharField(max_length=20)
    city = models.CharField(max_length=30)
    rating = models.IntegerField(validators=[MinValueValidator(2), MaxValueValidator(4)])
    plate = models.CharField(max_length=9, validators=[RegexValidator(r"^[A-Z]{2}-\\d{3,4}$"), MinLengthValidator(6)])
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()


class Offer(models.Model):
    class Kind(models.TextChoices):
        SALE = "S", "Sale"
        RENT = "R", "Rent"

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)
    kind = models.CharField(max_length=1, choices=Kind.choices)
    price = models.DecimalField(max_digits=5, decimal_places=2)
    low = models.IntegerField()
    high = models.IntegerField()
    position = models.IntegerField()

    class Meta:
        unique_together = [("shop", "position")]
        constraints = [
            models.CheckConstraint(condition=models.Q(price__gte=10, price__lt=20), name="cheap"),
            models.CheckConstraint(condition=models.Q(low__lte=models.F("high")), name="ordered"),
            models.UniqueConstraint(fields=["low", "high"], name="one_span"),
        ]


class Seal(models.Model):
    shop = models.OneToOneField(Shop, on_delete=models.CASCADE)


class Ours(models.Model):
    theirs = models.ForeignKey("Theirs", null=True, on_delete=models.CASCADE)


class Theirs(models.Model):
    ours = models.ForeignKey(Ours, on_delete=models.CASCADE)
`;

describe("a sample row", () => {
  it("holds what its fields' names, validators and checks ask for", async () => {
    const engine = await openScratch(projectOf("market", MODELS));
    await apply(engine, await sample(engine, { "market.Shop": 20, "market.Offer": 60 }, 3));
    const wrong = (model: string, condition: string): Promise<unknown> =>
      evaluated(engine, `import re\n[x.pk for x in ${model}.objects.all() if not (${condition})]`);
    expect(
      await wrong("Shop", '"@example." in x.email and x.website.startswith("https://") and x.phone[0] == "+"'),
    ).toEqual([]);
    expect(await wrong("Shop", "2 <= x.rating <= 4 and x.created_at <= x.updated_at and len(x.name) <= 12")).toEqual(
      [],
    );
    expect(
      await wrong("Shop", "re.match(r'^[A-Z]{2}-\\d{3,4}$', x.plate) and re.match(r'^[a-z0-9-]{1,14}$', x.slug)"),
    ).toEqual([]);
  });

  it("respects limits, choices and uniqueness together", async () => {
    const engine = await openScratch(projectOf("market", MODELS));
    await apply(engine, await sample(engine, { "market.Shop": 4, "market.Offer": 40 }, 5));
    const rows = 'list(Offer.objects.values_list("price", "low", "high", "kind"))';
    expect(
      await evaluated(engine, `[r for r in ${rows} if not (10 <= r[0] < 20 and r[1] <= r[2] and r[3] in "SR")]`),
    ).toEqual([]);
    expect(await evaluated(engine, 'Offer.objects.values("shop", "position").distinct().count()')).toBe(40n);
    expect(await evaluated(engine, 'Offer.objects.values("low", "high").distinct().count()')).toBe(40n);
    expect(await evaluated(engine, "Offer.objects.filter(parent__isnull=False).exists()")).toBe(true);
  });

  it("makes the rows that others need, and says so", async () => {
    const engine = await openScratch(projectOf("market", MODELS));
    const view = await sample(engine, { "market.Seal": 3 });
    expect(view.warnings.map(({ message }) => message)).toContainEqual(
      "Seal.shop needs rows of market.Shop, which has none: 3 more are made.",
    );
    expect(short(view.effects)).toEqual(["insert market.Shop statement 3", "insert market.Seal statement 3"]);
  });

  it("says where there are too few rows to be one to one with", async () => {
    const engine = await openScratch(projectOf("market", MODELS));
    await apply(engine, await sample(engine, { "market.Shop": 2 }));
    const view = await sample(engine, { "market.Seal": 5 });
    expect(short(view.effects)).toEqual(["insert market.Seal statement 2"]);
    expect(view.warnings.map(({ message }) => message)).toContainEqual(
      "Only 2 of 5 rows of market.Seal: market.Shop has no row left for shop.",
    );
  });

  it("closes a cycle by the key that may be empty", async () => {
    const engine = await openScratch(projectOf("market", MODELS));
    await apply(engine, await sample(engine, { "market.Ours": 10, "market.Theirs": 10 }));
    expect(await evaluated(engine, "Ours.objects.filter(theirs__isnull=False).exists()")).toBe(true);
    expect(await evaluated(engine, "Theirs.objects.filter(ours__isnull=False).count()")).toBe(10n);
  });

  it("is another one for another seed, and beside the rows that are there", async () => {
    const engine = await openScratch(projectOf("market", MODELS));
    const first = await sample(engine, { "market.Shop": 5 }, 1);
    expect((await sample(engine, { "market.Shop": 5 }, 2)).fingerprint).not.toBe(first.fingerprint);
    await apply(engine, first);
    await apply(engine, await sample(engine, { "market.Shop": 5 }, 1));
    expect(await evaluated(engine, "Shop.objects.count()")).toBe(10n);
  });
});

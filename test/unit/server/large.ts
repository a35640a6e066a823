import type { ModelInfo } from "../../../src/protocol/models";
import { field, model, relation } from "../language/music";

/** So many models, each with a dozen fields and relations to the one before and the first. */
export function manyModels(count: number): ModelInfo[] {
  const place = (i: number) => ({ file: `app${i % 20}/models.py`, line: 10 + i });
  return Array.from({ length: count }, (_, i) =>
    model(
      `app${i % 20}.Thing${i}`,
      [
        field("name", "CharField", { maxLength: 80, source: place(i) }),
        field("slug", "SlugField", { unique: true, maxLength: 50 }),
        field("active", "BooleanField"),
        field("price", "DecimalField", { maxDigits: 8, decimalPlaces: 2 }),
        field("weight", "FloatField", { null: true }),
        field("count", "IntegerField"),
        field("made", "DateField", { null: true }),
        field("changed", "DateTimeField"),
        field("state", "CharField", { choices: ["new", "used", "sold"].map((value) => ({ value, label: value })) }),
        field("info", "JSONField"),
        relation("owner", "app0.Thing0", { relatedName: `things${i}` }),
        relation("before", `app${Math.max(0, i - 1) % 20}.Thing${Math.max(0, i - 1)}`, {}, { null: true }),
      ],
      { place: place(i) },
    ),
  );
}

/** A script of so many lines: variables that build on each other, loops, functions, calls over several lines. */
export function longScript(lines: number): string {
  const out: string[] = [];
  for (let i = 0; out.length < lines; i++) {
    const name = `Thing${i % 500}`;
    out.push(
      `# part ${i}`,
      `things${i} = ${name}.objects.filter(active=True, before__name__icontains="a", price__gt=${i})`,
      `totals${i} = things${i}.values("state").annotate(n=Count("id"), worth=Sum("price")).order_by("-n")`,
      `for thing in things${i}.order_by("-made")[:10]:`,
      `    thing.count = thing.count + 1`,
      `    print(thing.name, thing.owner.slug, thing.before.made)`,
      `first${i} = things${i}.select_related("owner").first()`,
      `${name}.objects.filter(`,
      `    name__startswith=first${i}.name,`,
      `    made__year__gte=2020,`,
      `).update(count=F("count") + 1)`,
      "",
    );
  }
  return `${out.slice(0, lines).join("\n")}\n`;
}

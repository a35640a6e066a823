import { describe, expect, it } from "vitest";
import { functionBodies, withoutBodies } from "../../../src/python/bodies";
import { parseModule } from "../../../src/python/parse";

const TEXT = `
import os

class Album(models.Model):
    title = models.CharField(max_length=30)  # a name

    @property
    def shout(
        self,
        mark="!",
    ):
        """Says it.

    less indented
        """
        if self.title:
            return (
                self.title
                + mark  # with the mark
            )
        # nothing else

        return None
    async def later(self):
        def inner():
            return [x for x in "abc"]
        return inner
    def short(self): return 1

    year = models.IntegerField()


def top():
\treturn {
\t    "a": 1,
}


if True:
    def conditional():
        pass
`;

const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? `${item}n` : item)));

describe("bodies parsed when they are looked at", () => {
  it("are what they are when all is parsed at once", () => {
    expect(plain(parseModule(TEXT, { lazyBodies: true }).body)).toEqual(plain(parseModule(TEXT).body));
  });

  it("leave the text as long as it was, and without what stands in them", () => {
    const blanked = withoutBodies(TEXT, 0, TEXT.length, functionBodies(TEXT, 0, TEXT.length));
    expect(blanked.length).toBe(TEXT.length);
    expect(blanked).toContain("year = models.IntegerField()");
    expect(blanked).not.toContain("Says it");
    expect(blanked).not.toContain("inner");
  });
});

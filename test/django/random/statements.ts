/** Models for statements written by hand: the shapes that the random ones have, under names that can be read. */
export const MODELS = `
from django.db import models

class Author(models.Model):
    name = models.CharField(max_length=50)
    born = models.DateField(null=True)
    mentor = models.ForeignKey("self", models.SET_NULL, null=True, related_name="pupils")

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

class Tag(models.Model):
    text = models.CharField(max_length=20, unique=True)

class Book(models.Model):
    class Kind(models.TextChoices):
        NOVEL = "n", "Novel"
        ESSAY = "e", "Essay"

    title = models.CharField(max_length=80)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    kind = models.CharField(max_length=1, choices=Kind.choices, default="n")
    pages = models.IntegerField(default=100)
    price = models.DecimalField(max_digits=6, decimal_places=2)
    rating = models.FloatField(null=True)
    added = models.DateTimeField()
    data = models.JSONField(default=dict)
    tags = models.ManyToManyField(Tag, related_name="books")

    def __str__(self):
        return f"{self.title} ({self.pages})"

class Sale(models.Model):
    book = models.ForeignKey(Book, models.CASCADE)
    day = models.DateField()
    amount = models.IntegerField()
`;

/** Rows for them. */
export const SETUP: readonly string[] = [
  'Author.objects.create(id=1, name="Ada", born=date(1815, 12, 10))',
  'Author.objects.create(id=2, name="Ben", born=None, mentor_id=1)',
  'Author.objects.create(id=3, name="Cleo", born=date(1900, 2, 28), mentor_id=1)',
  'Tag.objects.bulk_create([Tag(id=1, text="red"), Tag(id=2, text="blue"), Tag(id=3, text="Red_ish")])',
  'Book.objects.create(id=1, title="Notes", author_id=1, kind="e", pages=120, price="9.50", rating=4.5, added=datetime.datetime(2024, 1, 5, 8, 30), data={"lang": "en", "n": [1, 2]})',
  'Book.objects.create(id=2, title="Novel One", author_id=2, pages=300, price="19.99", rating=None, added=datetime.datetime(2024, 2, 29, 23, 59, 59, 500), data={"lang": "de"})',
  'Book.objects.create(id=3, title="Novel Two", author_id=2, pages=300, price="5.00", rating=3.25, added=datetime.datetime(2024, 3, 31, 0, 0), data={"lang": None, "deep": {"a": {"b": 1}}})',
  'Book.objects.create(id=4, title="100% _wild_", author_id=3, kind="e", pages=0, price="0.00", rating=0.0, added=datetime.datetime(2023, 12, 31, 12, 0), data=[])',
  "Book.objects.get(id=1).tags.set([1, 2])",
  "Book.objects.get(id=2).tags.set([2])",
  "Book.objects.get(id=4).tags.set([1, 2, 3])",
  "Sale.objects.bulk_create([Sale(book_id=1 + i % 3, day=date(2024, 1 + i % 4, 1 + i), amount=(i * 7) % 5) for i in range(12)])",
];

/** One statement a line; what its value may come in any order is told by a comment. */
export const STATEMENTS: readonly string[] = `
Book.objects.extra(where=["pages > %s"], params=[100]).order_by("id")
Book.objects.extra(select={"double": "pages * 2"}).order_by("id").values_list("double", flat=True)
Book.objects.extra(select={"more": "pages + %s"}, select_params=[5]).order_by("-more", "id").values("id", "more")
Book.objects.extra(tables=["app_author"], where=["app_author.id = app_book.author_id", "app_author.name = 'Ben'"]).count()
Book.objects.complex_filter({"pages__gt": 100}).count()
Book.objects.complex_filter(Q(pages=0) | Q(pk=1)).count()
Book.objects.annotate(n=Window(RowNumber(), order_by="id")).filter(n__lte=2).order_by("id").values_list("id", "n")
Book.objects.annotate(r=Window(Rank(), partition_by="author", order_by=F("pages").desc())).filter(r=1).order_by("id").values_list("id", flat=True)
Book.objects.annotate(total=Window(Sum("pages"), partition_by=["kind"])).filter(total__gt=200).order_by("id").values("id", "total")
Book.objects.annotate(n=Window(RowNumber(), order_by="id")).filter(n__lte=2).count()
Book.objects.annotate(n=Window(RowNumber(), order_by="id")).filter(n__gt=1).exists()
Book.objects.annotate(n=Window(Lag("pages", default=0), order_by="id")).order_by("id").values_list("n", flat=True)
Book.objects.annotate(n=Window(NthValue("title", 2), order_by="id", frame=RowRange(start=-1, end=0))).order_by("id").values_list("n", flat=True)
Book.objects.annotate(n=Window(Avg("pages"), order_by="id", frame=RowRange(start=None, end=0))).order_by("id").values_list("n", flat=True)
Book.objects.annotate(n=Window(Ntile(2), order_by="id")).order_by("id").values_list("n", flat=True)
Book.objects.annotate(n=Window(CumeDist(), order_by="pages")).order_by("id").values_list("n", flat=True)
Book.objects.annotate(n=Window(PercentRank(), order_by="pages")).order_by("id").values_list("n", flat=True)
Author.objects.annotate(cheap=FilteredRelation("books", condition=Q(books__price__lt=10))).values_list("name", "cheap__title").order_by("name", "cheap__title")
Author.objects.annotate(cheap=FilteredRelation("books", condition=Q(books__price__lt=10))).filter(cheap__isnull=False).distinct()
Author.objects.annotate(cheap=FilteredRelation("books", condition=Q(books__price__lt=10))).annotate(n=Count("cheap")).values_list("name", "n")
Author.objects.annotate(m=FilteredRelation("mentor", condition=Q(mentor__name="Ada"))).select_related("m").order_by("id")
[a.m and a.m.name for a in Author.objects.annotate(m=FilteredRelation("mentor", condition=Q(mentor__name="Ada"))).select_related("m").order_by("id")]
Author.objects.annotate(x=FilteredRelation("books__foo", condition=Q(books__pages=1)))
Author.objects.annotate(x=FilteredRelation("books", condition=Q(mentor__name="x")))
Author.objects.annotate(x=FilteredRelation("", condition=Q()))
Author.objects.annotate(x=FilteredRelation("books", condition=1))
Book.objects.filter(Q(pages=300) ^ Q(kind="n")).count()
Book.objects.filter(Q(pages=300) ^ Q(kind="n") ^ Q(pk=3)).order_by("id")
Book.objects.aggregate(Sum("pages"), Avg("price"), n=Count("*"), none=Max("pages", filter=Q(pk=99), default=7))
Book.objects.aggregate(x=Sum("pages") / Count("id"))
Book.objects.aggregate(x=Sum(F("pages") * 2 + 1))
Book.objects.aggregate(x=StdDev("pages"), y=Variance("pages", sample=True))
Book.objects.values("kind").annotate(n=Count("id"), total=Sum("pages")).order_by("kind")
Book.objects.values("author__name").annotate(n=Count("id")).order_by("author__name")
Book.objects.values("kind", "pages").annotate(n=Count("id")).filter(n__gt=1)
Book.objects.annotate(n=Count("tags")).order_by("-n", "id").values_list("id", "n")
Book.objects.annotate(n=Count("tags", distinct=True), s=Count("sale", distinct=True)).order_by("id").values_list("n", "s")
Book.objects.annotate(big=Case(When(pages__gte=300, then=Value("big")), When(pages=0, then=Value("none")), default=Value("small"))).order_by("id").values_list("big", flat=True)
Book.objects.annotate(has=Exists(Sale.objects.filter(book=OuterRef("pk"), amount__gt=3))).order_by("id").values_list("has", flat=True)
Book.objects.filter(~Exists(Sale.objects.filter(book=OuterRef("pk")))).values_list("id", flat=True)
Book.objects.annotate(last=Subquery(Sale.objects.filter(book=OuterRef("pk")).order_by("-day").values("day")[:1])).order_by("id").values_list("last", flat=True)
Author.objects.annotate(total=Subquery(Book.objects.filter(author=OuterRef("pk")).values("author").annotate(s=Sum("pages")).values("s"))).order_by("id").values_list("total", flat=True)
Book.objects.filter(pages__in=Book.objects.filter(kind="e").values("pages")).order_by("id")
Book.objects.filter(author__in=Author.objects.filter(name__startswith="B")).count()
Book.objects.filter(data__lang="en").count()
Book.objects.filter(data__lang=None).count()
Book.objects.filter(data__lang__isnull=True).order_by("id").values_list("id", flat=True)
Book.objects.filter(data__deep__a__b=1).values_list("id", flat=True)
Book.objects.filter(data__n__1=2).values_list("id", flat=True)
Book.objects.filter(data__has_key="lang").count()
Book.objects.filter(data__has_keys=["lang", "n"]).count()
Book.objects.filter(data__contains={"lang": "en"}).count()
Book.objects.order_by("data__lang", "id").values_list("data__lang", flat=True)
Book.objects.values_list("data__deep__a", flat=True).order_by("id")
Book.objects.annotate(x=F("data__n__0")).order_by("id").values_list("x", flat=True)
Book.objects.annotate(x=JSONObject(t="title", p=F("pages") + 1)).order_by("id").values_list("x", flat=True)
Book.objects.annotate(x=JSONArray("id", Value("y"))).order_by("id").values_list("x", flat=True)
Book.objects.filter(title__contains="%").values_list("title", flat=True)
Book.objects.filter(title__contains="_").values_list("title", flat=True)
Book.objects.filter(title__iregex=r"^novel\\s(one|two)$").count()
Book.objects.filter(added__date=date(2024, 2, 29)).count()
Book.objects.filter(added__year__gte=2024).count()
Book.objects.filter(added__week_day=1).count()
Book.objects.filter(added__time__gt=datetime.time(12, 0)).values_list("id", flat=True).order_by("id")
Book.objects.dates("added", "month")
Book.objects.dates("added", "year", order="DESC")
Book.objects.datetimes("added", "hour")
Book.objects.annotate(m=TruncMonth("added")).values("m").annotate(n=Count("id")).order_by("m")
Book.objects.annotate(q=ExtractQuarter("added")).order_by("id").values_list("q", flat=True)
Book.objects.values_list("added__year", "added__month").order_by("id")
Book.objects.annotate(age=F("added") - datetime.datetime(2023, 1, 1)).order_by("id").values_list("age", flat=True)
Book.objects.annotate(later=F("added") + timedelta(days=1)).order_by("id").values_list("later", flat=True)
Book.objects.annotate(x=F("price") * F("pages")).order_by("id").values_list("x", flat=True)
Book.objects.annotate(x=ExpressionWrapper(F("price") * F("pages"), output_field=FloatField())).order_by("id").values_list("x", flat=True)
Book.objects.annotate(x=Round(F("price") / 3, 2)).order_by("id").values_list("x", flat=True)
Book.objects.annotate(x=F("pages") / 7, y=F("pages") % 7, z=F("pages") ** 2).order_by("id").values_list("x", "y", "z")
Book.objects.annotate(x=Concat("title", Value(" by "), "author__name")).order_by("id").values_list("x", flat=True)
Book.objects.annotate(x=Upper(Substr("title", 1, 3))).order_by("id").values_list("x", flat=True)
Book.objects.annotate(x=Cast("price", CharField()), y=Cast("pages", FloatField())).order_by("id").values_list("x", "y")
Book.objects.annotate(x=Coalesce("rating", 0.0)).order_by("x", "id").values_list("x", flat=True)
Book.objects.annotate(x=Greatest("pages", "id"), y=Least("pages", Value(50))).order_by("id").values_list("x", "y")
Book.objects.order_by(F("rating").desc(nulls_last=True)).values_list("id", flat=True)
Book.objects.order_by("author", "id").values_list("id", flat=True)
Book.objects.order_by("-author__mentor__name", "-id").values_list("id", flat=True)
Book.objects.order_by("id").reverse()[0].title
Book.objects.order_by("id")[1:3]
Book.objects.order_by("id")[::2]
Book.objects.order_by("id")[99]
Book.objects.order_by("id")[-1]
Book.objects.order_by("id")[:-1]
Book.objects.first().author.books.count()
Book.objects.get(pages=300)
Book.objects.get(pages=1)
Book.objects.get(pk="x")
Book.objects.filter(pages="many")
Book.objects.filter(added="yesterday")
Book.objects.filter(titel="x")
Book.objects.filter(title__foo="x")
Book.objects.filter(author__foo="x")
Book.objects.order_by("nope")
Book.objects.values("nope")
Book.objects.only("nope").first()
Book.objects.select_related("tags").first()
Book.objects.prefetch_related("nope").first()
Book.objects.annotate(title=F("pages"))
Book.objects.filter(pages__gt=None)
Book.objects.filter(author=Tag.objects.first())
Book.objects.filter(pages__in=5)
Book.objects.filter(pages__range=(100, 200)).count()
Book.objects.in_bulk([1, 3])
Book.objects.in_bulk(["Notes"], field_name="title")
Tag.objects.in_bulk(["red"], field_name="text")
Book.objects.earliest("added").id
Book.objects.latest("-pages", "id").id
Book.objects.latest()
Book.objects.values_list("id", "title", named=True).order_by("id")[0].title
Book.objects.values_list("id", "title", flat=True)
Book.objects.none().count()
Book.objects.none() | Book.objects.filter(pk=1)
Book.objects.filter(pk=1).union(Book.objects.filter(pk=2)).order_by("id").values_list("id", flat=True)
Book.objects.filter(pk__lt=3).intersection(Book.objects.filter(pk__gt=1)).values_list("id", flat=True)
Book.objects.filter(pk=1).union(Book.objects.filter(pk=2)).filter(pk=1)
Book.objects.exclude(tags__text="red").order_by("id").values_list("id", flat=True)
Book.objects.filter(tags__text="red").filter(tags__text="blue").order_by("id").values_list("id", flat=True)
Book.objects.filter(tags__text="red", tags__id=2).count()
Book.objects.filter(rating__isnull=True).count()
Book.objects.exclude(rating=4.5).order_by("id").values_list("id", flat=True)
Book.objects.exclude(author__mentor__name="Ada").values_list("id", flat=True)
Author.objects.filter(books__sale__amount__gt=3).distinct().count()
Author.objects.filter(pupils__books__pages=300).distinct()
Author.objects.filter(mentor__isnull=True).values_list("name", flat=True)
str(Book.objects.get(pk=1)), repr(Book.objects.get(pk=2))
Book.objects.get(pk=1).get_kind_display()
Book.Kind.NOVEL, Book.Kind.choices, Book.Kind.labels
Book.objects.get(pk=1) == Book.objects.get(title="Notes")
Book.objects.get(pk=1) in Book.objects.filter(kind="e")
len(Book.objects.all()), bool(Book.objects.none()), list(Book.objects.values_list("id", flat=True).order_by("id"))
[b.title for b in Book.objects.prefetch_related("tags").order_by("id") if len(b.tags.all()) > 1]
{a.name: [b.id for b in a.books.order_by("id")] for a in Author.objects.prefetch_related("books")}
[(a.name, [b.id for b in a.cheap]) for a in Author.objects.prefetch_related(Prefetch("books", queryset=Book.objects.filter(price__lt=10), to_attr="cheap"))]
Book.objects.only("title").get(pk=1)
Book.objects.defer("data", "added").get(pk=1)
Book.objects.only("title").get(pk=1).pages
Book.objects.values(upper=Upper("title")).order_by("upper")
Book.objects.alias(n=Count("tags")).filter(n__gt=1).order_by("id")
Book.objects.annotate(n=Count("tags")).aggregate(Max("n"), Avg("n"))
Book.objects.distinct().values_list("pages", flat=True).order_by("pages")
Book.objects.values("author").distinct().count()
Sale.objects.values("book__author__name").annotate(total=Sum("amount"), days=Count("day", distinct=True)).order_by("-total", "book__author__name")
Sale.objects.filter(day__month=1).aggregate(s=Sum("amount"))
Sale.objects.annotate(cum=Window(Sum("amount"), partition_by="book", order_by=["day", "id"])).order_by("book", "day", "id").values_list("book", "cum")
Sale.objects.values("day__month").annotate(n=Count("id")).order_by("day__month")
Book.objects.filter(sale__day=Subquery(Sale.objects.order_by("-day").values("day")[:1])).values_list("id", flat=True)
Book.objects.annotate(x=Value(None, output_field=IntegerField())).order_by("id").values_list("x", flat=True)
Book.objects.annotate(x=Func(F("title"), function="LENGTH", output_field=IntegerField())).order_by("id").values_list("x", flat=True)
Book.objects.annotate(x=Collate("title", "nocase")).order_by("x").values_list("id", flat=True)
Book.objects.filter(title__lower="notes")
Book.objects.filter(Q()).count(), Book.objects.filter(~Q()).count()
Book.objects.filter(pk__in=[]).count(), Book.objects.exclude(pk__in=[]).count()
Book.objects.filter(pk__in=[None, 1]).count()
Book.objects.filter(author_id=2).count(), Book.objects.filter(author__pk=2).count(), Book.objects.filter(author__id__exact=2).count()
Book.objects.filter(kind__in=Book.Kind.values).count()
Book.objects.contains(Book(pk=1)), Book.objects.contains(Book(pk=9))
Book.objects.contains(Book())
Book.objects.count().bit_length()
Book.objects.filter(pages=True)
Book.objects.get(1, 2)
Book.objects.filter(1)
Book.objects.annotate(Count("tags") + 1)
Book.objects.annotate(F("pages"))
Book.objects.aggregate(F("pages"))
Book.objects.values_list("pages").annotate(Count("id")).order_by("pages")
Book.objects.values("kind").annotate(m=Max("pages")).order_by("-m").first()
Book.objects.filter(price=Decimal("9.50")).count(), Book.objects.filter(price="9.5").count(), Book.objects.filter(price__gt=9.49).count()
Book.objects.order_by("price").values_list("price", flat=True)
Book.objects.aggregate(Sum("price"), Avg("rating"), Min("added"), Max("title"))
Book.objects.select_related("author__mentor").get(pk=2).author.mentor.name
Book.objects.iterator(chunk_size=2)
Book.objects.using("other").count()
Book.objects.select_for_update().count()
`
  .trim()
  .split("\n");

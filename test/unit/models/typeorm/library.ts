/** A small library, whose database TypeORM itself makes and fills. */
export const LIBRARY: Readonly<Record<string, string>> = {
  "package.json": '{ "name": "library-api" }',
  ".env": 'DB_FILE="data/library.sqlite"\n',
  "src/entities/passport.ts": `
import { Column, Entity, OneToOne, PrimaryGeneratedColumn } from "typeorm";
import { Author } from "./author";
@Entity()
export class Passport { @PrimaryGeneratedColumn("uuid") id: string; @Column({ unique: true }) serial: string; @OneToOne(() => Author, (a) => a.passport) author: Author; }
`,
  "src/entities/author.ts": `
import { Column, CreateDateColumn, Entity, OneToMany, OneToOne, JoinColumn, PrimaryGeneratedColumn, UpdateDateColumn } from "typeorm";
import { Book } from "./book";
import { Passport } from "./passport";
export class Name { @Column() first: string; @Column({ nullable: true }) last: string; }
@Entity()
export class Author {
  @PrimaryGeneratedColumn() id: number;
  @Column(() => Name) name: Name;
  @Column({ default: true }) alive: boolean;
  @CreateDateColumn() createdAt: Date;
  @UpdateDateColumn() updatedAt: Date;
  @Column({ type: "datetime", nullable: true }) lastSeen: Date;
  @OneToMany(() => Book, (book) => book.author) books: Book[];
  @OneToOne(() => Passport, (p) => p.author, { nullable: true }) @JoinColumn() passport: Passport;
}
`,
  "src/entities/book.ts": `
import { Column, Entity, JoinTable, ManyToMany, ManyToOne, PrimaryGeneratedColumn, Tree, TreeChildren, TreeParent } from "typeorm";
import { Author } from "./author";
export enum Shelf { Fiction = "fiction", Science = "science" }
@Entity()
export class Tag { @PrimaryGeneratedColumn() id: number; @Column({ unique: true }) word: string; @ManyToMany(() => Book, (book) => book.tags) books: Book[]; }
@Entity()
export class Book {
  @PrimaryGeneratedColumn() id: number;
  @Column() title: string;
  @Column("decimal", { precision: 8, scale: 2, default: 9.5 }) price: string;
  @Column({ type: "simple-enum", enum: Shelf, default: Shelf.Fiction }) shelf: Shelf;
  @Column("simple-json", { nullable: true }) facts: { pages: number };
  @Column({ nullable: true }) authorId: number;
  @ManyToOne(() => Author, (author) => author.books, { onDelete: "CASCADE" }) author: Author;
  @ManyToMany(() => Tag, (tag) => tag.books) @JoinTable() tags: Tag[];
}
@Entity() @Tree("closure-table")
export class Genre { @PrimaryGeneratedColumn() id: number; @Column() label: string; @TreeParent() parent: Genre; @TreeChildren() children: Genre[]; }
`,
  "src/media/medium.entity.ts": `
import { ChildEntity, Column, Entity, ManyToOne, PrimaryGeneratedColumn, TableInheritance } from "typeorm";
import { Book } from "../entities/book";
@Entity() @TableInheritance({ column: { type: "varchar", name: "kind" } })
export class Medium { @PrimaryGeneratedColumn() id: number; @Column() label: string; @ManyToOne(() => Book) book: Book; }
@ChildEntity() export class Audio extends Medium { @Column() seconds: number; }
@ChildEntity("film") export class Film extends Medium { @Column({ nullable: true }) frames: number; }
`,
};

/** The library's options, which no test runs: they would load a driver. */
export const DATA_SOURCE = {
  "src/data-source.ts": `
import { DataSource } from "typeorm";
import { join } from "path";
export const AppDataSource = new DataSource({ type: "better-sqlite3", database: join(__dirname, "..", process.env.DB_FILE ?? "other.sqlite"), synchronize: true });
`,
};

/** Plain JavaScript that fills the library through TypeORM's own repositories. */
export const FILL = `
module.exports = async (source, { Author, Passport, Book, Tag, Audio, Film, Genre }) => {
  const save = (entity, value) => source.getRepository(entity).save(value);
  const passport = await save(Passport, { id: "8c0f54c8-6d5c-4f3b-9c53-6f1d9f0a1b2c", serial: "P1" });
  const ada = await save(Author, { name: { first: "Ada", last: "L" }, passport, lastSeen: new Date("2024-05-06T07:08:09.000Z") });
  const bo = await save(Author, { name: { first: "Bo", last: null }, alive: false });
  const [a, b] = await save(Tag, [{ word: "old" }, { word: "new" }]);
  const book = await save(Book, { title: "Notes", author: ada, tags: [a, b], facts: { pages: 12 }, price: "12.25", shelf: "science" });
  await save(Book, { title: "Engines", author: ada, tags: [b] });
  await save(Book, { title: "Zeros", author: bo });
  await save(Audio, { label: "read aloud", seconds: 61, book });
  await save(Film, { label: "shown", frames: 24 });
  const trees = source.getTreeRepository(Genre);
  const top = await trees.save({ label: "all" });
  await trees.save({ label: "some", parent: top });
};
`;

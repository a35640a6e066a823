/** A project with most of what TypeORM's decorators can say. */
export const BLOG: Readonly<Record<string, string>> = {
  "package.json": '{ "name": "@shop/blog-api", "dependencies": { "typeorm": "1" } }',
  "src/shared/base.ts": `
import { CreateDateColumn, DeleteDateColumn, PrimaryGeneratedColumn, UpdateDateColumn, VersionColumn, BaseEntity } from "typeorm";

export abstract class Identified extends BaseEntity {
  @PrimaryGeneratedColumn()
  id: number;
}

export default abstract class Timestamped extends Identified {
  @CreateDateColumn()
  createdAt: Date;

  @UpdateDateColumn({ name: "changed_at" })
  updatedAt: Date;

  @DeleteDateColumn()
  deletedAt: Date;

  @VersionColumn()
  revision: number;
}

export function Sluggable<T extends new (...args: any[]) => object>(Base: T) {
  abstract class Slugged extends Base {
    @Column({ length: 80, unique: true })
    slug: string;
  }
  return Slugged;
}
import { Column } from "typeorm";
`,
  "src/shared/index.ts": `export * from "./base"; export { default as Timestamped } from "./base";`,
  "src/shared/address.ts": `
import { Column } from "typeorm";
export class Place { @Column("double", { nullable: true }) lat: number; @Column({ name: "LNG", type: "double", nullable: true }) lng: number; }
export class Address {
  @Column() street: string;
  @Column({ name: "zipCode", length: 10 }) zip: string;
  @Column(() => Place) place: Place;
  @Column(() => Place, { prefix: "old_spot" }) oldPlace: Place;
  @Column(() => Place, { prefix: false }) bare: Place;
}
`,
  "src/users/entities/user.entity.ts": `
import { Entity as Table, Column, Index, OneToMany, OneToOne, ManyToMany, JoinTable, Unique, Check } from "typeorm";
import { Timestamped } from "../../shared";
import { Address } from "../../shared/address";
import { Post } from "../../posts/post.entity";
import { Profile } from "./profile.entity";

export enum Role { Admin = "admin", Editor = "editor", Reader = "reader" }
export const NAME_LENGTH = 60;
const common = { nullable: true } as const;

@Table({ name: "app_users", orderBy: { name: "ASC", id: "DESC" } })
@Unique(["name", "email"])
@Index("by_email", ["email"])
@Check(\`"age" > 0\`)
export class User extends Timestamped {
  @Column({ length: NAME_LENGTH }) name: string;
  @Column({ type: "varchar", length: "120", ...common, name: "e-mail", comment: "where to write" }) email: string | null;
  @Column({ default: true }) isActive: boolean;
  @Column("int", { nullable: true, unsigned: true }) age?: number;
  @Column({ type: "simple-enum", enum: Role, default: Role.Reader }) role: Role;
  @Column("simple-array", { nullable: true }) tags: string[];
  @Column("simple-json", { nullable: true }) settings: { theme: string };
  @Column("decimal", { precision: 10, scale: 2, default: 0 }) balance: string;
  @Column("bigint", { default: "0" }) visits: string;
  @Column({ type: "datetime", nullable: true }) lastLogin: Date;
  @Column("date", { nullable: true }) born: string;
  @Column("time", { nullable: true }) wakes: string;
  @Column("blob", { nullable: true }) avatar: Buffer;
  @Column({ type: "text", select: false, default: "" }) secret: string;
  @Column({ type: String, nullable: true }) nick: string;
  @Column({ default: null }) note: string;
  @Column({ default: () => "CURRENT_TIMESTAMP" }) seen: Date;
  @Column() class: string;
  @Column({ nullable: true, transformer: { to: (v) => v, from: (v) => v } }) odd: number;
  @Column(() => Address) address: Address;
  @Column((type) => Address, { prefix: "ship" }) shipping: Address;
  @OneToMany(() => Post, (post) => post.author) posts: Post[];
  @OneToOne(() => Profile, (profile) => profile.user) profile: Profile;
  @ManyToMany(() => User, (user) => user.followers) @JoinTable() following: User[];
  @ManyToMany(() => User, (user) => user.following) followers: User[];
}
`,
  "src/users/entities/profile.entity.ts": `
import * as orm from "typeorm";
import { User } from "./user.entity";
@orm.Entity()
export class Profile {
  @orm.PrimaryColumn() userId: number;
  @orm.OneToOne(() => User, (user) => user.profile, { onDelete: "CASCADE" })
  @orm.JoinColumn({ name: "userId" })
  user: orm.Relation<User>;
  @orm.Column({ type: "text", nullable: true }) bio: string;
}
`,
  "src/posts/post.entity.ts": `
import { Column, Entity, Generated, Index, JoinColumn, JoinTable, ManyToMany, ManyToOne, OneToMany, PrimaryGeneratedColumn, RelationId } from "typeorm";
import { User } from "../users/entities/user.entity";
import { Comment } from "./comment";
import { Sluggable, Identified } from "../shared";
@Entity()
export class BlogPost2URLEntry { @PrimaryGeneratedColumn("uuid") key: string; @Column() @Generated("uuid") token: string; }
@Entity("post")
@Index(["author", "title"], { unique: true })
export class Post extends Sluggable(Identified) {
  @Column() title: string;
  @ManyToOne(() => User, (user) => user.posts, { onDelete: "CASCADE", nullable: false }) author: User;
  @Column({ nullable: true }) editorId: number;
  @ManyToOne(() => User, { onDelete: "SET NULL" }) @JoinColumn({ name: "editorId" }) editor: User;
  @ManyToOne("User") @JoinColumn({ name: "reviewer_ref" }) reviewer: User;
  @ManyToMany(() => Tag, (tag) => tag.posts) @JoinTable() tags: Tag[];
  @ManyToMany(() => Tag) @JoinTable({ name: "post_hidden", joinColumn: { name: "post" }, inverseJoinColumn: { name: "tag_code", referencedColumnName: "code" } }) hiddenTags: Tag[];
  @OneToMany(() => Comment, (comment) => comment.post) comments: Comment[];
  @RelationId((post: Post) => post.author) authorIdOnly: number;
  @Column({ generatedType: "STORED", asExpression: "title || '!'" }) shout: string;
}
@Entity()
export class Tag {
  @PrimaryGeneratedColumn({ type: "bigint" }) id: string;
  @Column({ unique: true }) code: string;
  @ManyToMany(() => Post, (post) => post.tags) posts: Post[];
}
`,
  "src/posts/comment.ts": `
import { Column, Entity, ManyToOne, PrimaryColumn, Tree, TreeChildren, TreeParent, TreeLevelColumn, PrimaryGeneratedColumn } from "typeorm";
import { Post } from "./post.entity";
@Entity()
@Tree("closure-table", { closureTableName: "comment_tree", ancestorColumnName: (column) => "ancestor_" + column.propertyName, descendantColumnName: (column) => "descendant_" + column.propertyName })
export class Comment {
  @PrimaryGeneratedColumn() id: number;
  @Column("text") text: string;
  @ManyToOne(() => Post, (post) => post.comments) post: Post;
  @TreeParent() parent: Comment;
  @TreeChildren() children: Comment[];
  @TreeLevelColumn() depth: number;
}
@Entity() @Tree("materialized-path")
export class Folder { @PrimaryGeneratedColumn() id: number; @Column() name: string; @TreeParent({ onDelete: "CASCADE" }) parent: Folder; @TreeChildren() children: Folder[]; }
@Entity() @Tree("nested-set")
export class Topic { @PrimaryGeneratedColumn() id: number; @TreeParent() above: Topic; @TreeChildren() below: Topic[]; }
@Entity()
export class Vote { @PrimaryColumn() postId: number; @PrimaryColumn() userId: number; @Column() up: boolean; @ManyToOne(() => Post) post: Post; }
`,
  "src/content/entity/content.ts": `
import { ChildEntity, Column, Entity, JoinTable, ManyToMany, ManyToOne, OneToMany, PrimaryGeneratedColumn, TableInheritance } from "typeorm";
import { User } from "../../users/entities/user.entity";
import { Tag } from "../../posts/post.entity";
@Entity() @TableInheritance({ column: { type: "varchar", name: "kind" } })
export abstract class Content { @PrimaryGeneratedColumn() id: number; @Column() title: string; @ManyToOne(() => User) owner: User; @ManyToMany(() => Tag) @JoinTable() labels: Tag[]; }
@ChildEntity() export class Photo extends Content { @Column() size: string; @ManyToOne(() => User, { nullable: false }) photographer: User; }
@ChildEntity("text") export class Article extends Content { @Column({ default: 1 }) pages: number; }
@ChildEntity() export class Essay extends Article { @Column() thesis: string; }
@Entity() @TableInheritance({ column: "type" })
export class Vehicle { @PrimaryGeneratedColumn() id: number; @Column() type: string; }
@ChildEntity("car") export class Car extends Vehicle { @Column("int") doors: number; }
`,
  "src/reports/summary.ts": `
import { ViewColumn, ViewEntity } from "typeorm";
@ViewEntity({ name: "post_summary", expression: 'SELECT "id" AS "id", "title" AS "name" FROM "post"' })
export class Summary { @ViewColumn() id: number; @ViewColumn({ name: "name" }) title: string; }
`,
  "src/legacy/Category.js": `
const { EntitySchema } = require("typeorm");
const Base = { id: { type: Number, primary: true, generated: true }, made: { type: "datetime", createDate: true } };
module.exports.CategorySchema = new EntitySchema({
  name: "Category",
  tableName: "legacy_categories",
  columns: { ...Base, name: { type: "varchar", length: 30, unique: true }, score: { type: "float", nullable: true }, token: { type: "uuid", generated: "uuid" } },
  relations: {
    parent: { type: "many-to-one", target: "Category", joinColumn: { name: "parent_id" }, inverseSide: "children", onDelete: "CASCADE" },
    children: { type: "one-to-many", target: "Category", inverseSide: "parent" },
    things: { type: "many-to-many", target: "KeyedThing", joinTable: true },
  },
  uniques: [{ columns: ["name", "score"] }],
});
module.exports.KeyedSchema = new EntitySchema({ name: "KeyedThing", columns: { code: { type: "text", primary: true } }, embeddeds: { size: { schema: new EntitySchema({ name: "Size", columns: { width: { type: "int" } } }), prefix: "dim" } } });
`,
};

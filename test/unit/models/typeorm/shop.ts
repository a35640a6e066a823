/** A project in another style: default exports, path aliases, entities of one name, keys of other kinds. */
export const SHOP: Readonly<Record<string, string>> = {
  "package.json": '{ "name": "shop" }',
  "tsconfig.json": `{
  // aliases
  "compilerOptions": { "baseUrl": ".", "paths": { "@catalog/*": ["src/catalog/*"] } },
}`,
  "src/catalog/index.ts": `export { default as Product } from "./product"; export * from "./category.entity";`,
  "src/catalog/product.ts": `
import { Column, Entity, JoinColumn, JoinTable, ManyToMany, ManyToOne, OneToMany, OneToOne, PrimaryColumn, PrimaryGeneratedColumn } from "typeorm";
import { Category } from "./category.entity";
import { Size, Unit as U } from "../common/units";
@Entity({ name: "products" })
class Product {
  @PrimaryGeneratedColumn("uuid") uuid: string;
  @Column({ unique: true }) SKU: string;
  @Column({ name: "product_name" }) productName: string;
  @Column() inStock: boolean;
  @Column({ type: "real" }) weight: number;
  @Column({ type: "smallint", default: -1 }) rank: number;
  @Column({ default: "it's" === "x" ? "a" : "new" }) state: string;
  @Column({ type: "json", nullable: true }) attributes: Record<string, unknown>;
  @Column() size: Size;
  @Column({ type: "simple-enum", enum: ["kg", "g"], nullable: true }) unit: string;
  @Column({ type: "int", array: false }) level: U;
  @Column() made: Date;
  @Column() firstURLSeen: string;
  @ManyToOne(() => Category, (c) => c.products, { onDelete: "RESTRICT", eager: true, cascade: ["insert"] })
  @JoinColumn({ name: "cat", referencedColumnName: "slug" })
  category: Category;
  @ManyToOne((type) => Category, { nullable: false, onDelete: "CASCADE" })
  @JoinColumn({ referencedColumnName: "code" })
  mainCategory: Category;
  @OneToOne(() => Product) @JoinColumn() replacement: Product;
  @OneToOne(() => Product, { createForeignKeyConstraints: false }) @JoinColumn() soft: Product;
  @ManyToMany(() => Category) @JoinTable({ joinColumns: [{ name: "p_id" }], inverseJoinColumns: [{ name: "c_code", referencedColumnName: "code" }] }) extra: Category[];
  @OneToMany(() => Stock, (stock) => stock.product) stocks: Stock[];
}
export default Product;
@Entity()
export class Stock {
  @PrimaryColumn({ type: "varchar", length: 36 }) productId: string;
  @PrimaryColumn("int") warehouse: number;
  @Column("int", { default: 0 }) amount: number;
  @ManyToOne(() => Product, (product) => product.stocks) product: Product;
}
`,
  "src/catalog/category.entity.ts": `
import { Column, Entity, Index, OneToMany, PrimaryColumn, Unique } from "typeorm";
import Product from "./product";
import { WithOwner } from "@catalog/owner";
@Entity()
@Unique("slug_code", ["slug", "code"])
export class Category extends WithOwner {
  @PrimaryColumn({ length: 12 }) code: string;
  @Index({ unique: true }) @Column({ length: 40 }) slug: string;
  @OneToMany(() => Product, (product) => product.category) products: Product[];
}
`,
  "src/catalog/owner.ts": `
import { Column, JoinColumn, ManyToOne } from "typeorm";
import { User } from "../accounts/user";
export abstract class WithOwner {
  @Column({ nullable: true }) ownerId: number;
  @ManyToOne(() => User) @JoinColumn({ name: "ownerId" }) owner: User;
  @ManyToOne(() => User, { onDelete: "SET NULL" }) @JoinColumn() lastEditor: User;
}
`,
  "src/common/units.ts": `export enum Size { S = "s", M = "m" } export enum Unit { One = 1, Two }`,
  "src/accounts/user.ts": `
import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
class Name { @Column() first: string; @Column({ nullable: true }) last: string; }
@Entity("user")
export class User { @PrimaryGeneratedColumn("increment") id: number; @Column(() => Name, { prefix: "full" }) name: Name; @Column(() => Name) nameInPassport: Name; }
`,
  "src/admin/user.entity.ts": `
import { Column, Entity, PrimaryGeneratedColumn, ManyToOne, OneToMany } from "typeorm";
import { User as Account } from "../accounts/user";
@Entity("admin_user")
export class User { @PrimaryGeneratedColumn("rowid") id: number; @Column() login: string; @ManyToOne(() => Account) account: Account; }
`,
};

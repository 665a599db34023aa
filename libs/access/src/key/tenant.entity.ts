import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** Who owns links. */
@Entity({ name: 'tenant' })
export class Tenant {
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  name!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}

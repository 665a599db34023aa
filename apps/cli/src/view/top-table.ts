import type { TopLink } from '@fleetlink/click';
import { countText } from '../terminal/quantity.js';
import { tableLines, type Column } from '../terminal/table.js';
import type { Paint } from '../terminal/terminal.js';

const columns: readonly Column<TopLink>[] = [
  { title: 'tenant', cell: ({ tenantId }) => tenantId },
  { title: 'name', cell: ({ name }) => name },
  { title: 'link', cell: ({ linkId }) => linkId },
  { title: '24 hours', cell: ({ dayClicks }) => countText(dayClicks), align: 'right' },
  { title: '7 days', cell: ({ weekClicks }) => countText(weekClicks), align: 'right' },
  { title: 'ever', cell: ({ clicks }) => countText(clicks), align: 'right' },
];

export function topTable(links: readonly TopLink[], paint: Paint): string[] {
  return tableLines(columns, links, paint);
}

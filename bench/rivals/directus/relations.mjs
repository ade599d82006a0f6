// Tells Directus the lists that rows have: it sees foreign keys by itself, but only from the side that has them.
const { ADDRESS, TOKEN } = process.env;
const lists = [
  ['shares', 'payment_id', 'payments', 'shares'],
  ['shares', 'bill_id', 'bills', 'shares'],
  ['bill_lines', 'bill_id', 'bills', 'lines'],
  ['bill_slots', 'bill_id', 'bills', 'slots'],
  ['bill_comments', 'bill_id', 'bills', 'comments'],
  ['methods', 'business_id', 'parties', 'methods'],
];

const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };

const send = async (method, path, body) => {
  const answer = await fetch(`${ADDRESS}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }
};

// In a folder that was kept it has been told already.
const isThere = async (table, field) => (await fetch(`${ADDRESS}/fields/${table}/${field}`, { headers })).ok;

for (const [many, field, one, list] of lists) {
  if (await isThere(one, list)) {
    continue;
  }

  await send('POST', `/fields/${one}`, { field: list, type: 'alias', meta: { special: ['o2m'], interface: 'list-o2m' }, schema: null });
  await send('PATCH', `/relations/${many}/${field}`, { meta: { one_field: list } });
}

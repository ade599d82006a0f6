// PostGraphile as its documentation sets it up, behind a token.
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { grafserv } from 'postgraphile/grafserv/node';
import { makePgService } from 'postgraphile/adaptors/pg';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';

const { PORT, TOKEN, CLIENTS, PGHOST, PGUSER, PGPASSWORD, PGDATABASE } = process.env;
const graphql = createServer();
await postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({ schemas: ['rival'], poolConfig: { max: Number(CLIENTS), host: PGHOST, user: PGUSER, password: PGPASSWORD, database: PGDATABASE } }),
  ],
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
}).createServ(grafserv).addTo(graphql);

createServer((request, response) => {
  if (request.headers.authorization === `Bearer ${TOKEN}`) {
    graphql.emit('request', request, response);
  } else {
    response.writeHead(401).end();
  }
}).listen(Number(PORT), '127.0.0.1');

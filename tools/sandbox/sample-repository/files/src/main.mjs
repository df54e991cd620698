import { createShopServer } from './server.mjs';

const port = Number(process.env.PORT ?? 3000);
createShopServer().listen(port, () => console.log(`Corner Shop is open at http://localhost:${port}`));

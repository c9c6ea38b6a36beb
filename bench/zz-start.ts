import { spawn } from 'node:child_process';
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
const args = (process.env.ARGS ?? 'src/main.ts').split(' ');
for (let i = 0; i < 2; i++) {
  const dir = mkdtempSync('/tmp/st-'); const t = performance.now();
  const c = spawn(process.execPath, args, { env: { PATH: process.env.PATH, PORT: '0', DATABASE_URL: `sqlite:${dir}/b.db`, ...(process.env.NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE } : {}) }, stdio: ['ignore', 'pipe', 'ignore'] });
  let s = '';
  await new Promise<void>((r) => c.stdout.on('data', (d) => { s += d; if (s.includes('"started"')) r(); }));
  const wall = performance.now() - t;
  const url = /"url":"([^"]*)"/.exec(s)![1]; const a = performance.now(); await fetch(url + '/healthz').then((r) => r.text()); const first = performance.now() - t;
  const st = readFileSync(`/proc/${c.pid}/stat`, 'utf8'); const f = st.slice(st.lastIndexOf(')') + 2).split(' ');
  console.log('wall', wall.toFixed(0), 'first answer', first.toFixed(0), 'cpu', ((Number(f[11]) + Number(f[12])) * 10), 'ms');
  c.kill('SIGTERM'); await new Promise((r) => c.once('exit', r)); rmSync(dir, { recursive: true });
}

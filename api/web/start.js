// The start page: residents find their grid, staff sign in and open the 民情图 of their communities.

const ROLES = { planner: "规划员", approver: "审批人", warden: "网格员", desk: "社区工作台", auditor: "审计员", reporter: "报表接口", admin: "管理员" };

const byId = (id) => document.getElementById(id);

async function ask(path, options = {}) {
  const headers = { "Accept-Language": document.documentElement.lang, ...options.headers };
  const answer = await fetch(path, { ...options, headers });
  const body = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Error(body.title ?? answer.statusText);
  return body;
}

function row(list, term, text) {
  if (!text) return;
  list.append(Object.assign(document.createElement("dt"), { textContent: term }), Object.assign(document.createElement("dd"), { textContent: text }));
}

const person = (one) => one && [one.name, one.phone].filter(Boolean).join(" ");

async function findGrid(event) {
  event.preventDefault();
  const list = byId("answer");
  list.replaceChildren();
  try {
    const told = await ask(`/api/public/whois?address=${encodeURIComponent(byId("address").value)}`);
    row(list, "地址", told.address);
    row(list, "网格", told.name && `${told.name}（${told.code}）`);
    row(list, told.title ?? "负责人", person(told.a));
    row(list, "现在值守", person(told.on_duty) ?? "无人在岗，请联系社区");
  } catch (problem) {
    row(list, "提示", problem.message);
  }
}

async function signIn(event) {
  event.preventDefault();
  byId("problem").textContent = "";
  try {
    const body = JSON.stringify({ account: byId("account").value, password: byId("password").value });
    await ask("/api/session", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    byId("password").value = "";
    await showDesk();
  } catch (problem) {
    byId("problem").textContent = problem.message;
  }
}

async function showDesk() {
  const me = await ask("/api/session");
  const isStaff = me.role !== "public";
  byId("sign-in").hidden = isStaff;
  byId("desk").hidden = !isStaff;
  if (!isStaff) return;
  byId("who").textContent = `${me.name}（${ROLES[me.role]}）`;
  const { communities } = await ask("/api/communities");
  byId("communities").replaceChildren(...communities.map(communityRow));
}

function communityRow(one) {
  const line = document.createElement("tr");
  for (const text of [one.name, one.code, one.dwellings]) line.append(Object.assign(document.createElement("td"), { textContent: text ?? "" }));
  const link = Object.assign(document.createElement("a"), { href: `/sheet/${one.code}`, textContent: "打开" });
  const cell = document.createElement("td");
  cell.append(link);
  line.append(cell);
  return line;
}

async function signOut() {
  await ask("/api/session", { method: "DELETE" });
  await showDesk();
}

byId("whois").addEventListener("submit", findGrid);
byId("sign-in").addEventListener("submit", signIn);
byId("sign-out").addEventListener("click", signOut);
await showDesk().catch(() => undefined);

"""Everything at once, at random: no money appears or gets lost, and the events alone rebuild books, balances and orders.

Half-way the exchange is written down and read back, and goes on. A few thousand operations by default; ``KUCOIN_REF_OPERATIONS=100000`` asks for more.
"""

import json
import os
import random
from collections import Counter, defaultdict
from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox import state
from kucoin_ref.sandbox.exchange import (SECOND, BalanceChanged, Exchange, LevelChanged, OrderChanged, Refused,
                                         StopOrderChanged, Trade)
from kucoin_ref.sandbox.market import SYMBOLS

NOW = 1730000000 * SECOND
MASTERS = (1001, 1002, 1003)
PAIR = "BTC-USDT"
OPERATIONS = int(os.environ.get("KUCOIN_REF_OPERATIONS", 3000))
ACCOUNTS = ("main", "trade", "trade", "trade", "margin", "contract", "unified")
#: What the random operations may be refused with; anything else is a fault.
USUAL = {"200004", "400100", "600100", "600101", "102427", "102429", "230003", "260100", "200003", "110003"}


class Witness:
    """Knows nothing but the events."""

    def __init__(self):
        self.books = defaultdict(lambda: {"buy": {}, "sell": {}})
        self.sequences = Counter()
        self.balances, self.orders, self.stops = {}, {}, {}
        self.kinds = Counter()

    def __call__(self, event):
        self.kinds[type(event)] += 1
        if isinstance(event, LevelChanged):
            self.sequences[event.symbol] += 1
            assert event.sequence == self.sequences[event.symbol] and event.size >= 0
            side = self.books[event.symbol][event.side]
            side[event.price] = event.size
            if not event.size:
                del side[event.price]
        elif isinstance(event, BalanceChanged):
            available, hold = self.balances.get(event.account_id, (0, 0))
            assert (available + event.available_change, hold + event.hold_change) == (event.available, event.hold)
            assert event.available >= 0 and event.hold >= 0 and event.total == event.available + event.hold
            self.balances[event.account_id] = (event.available, event.hold)
        elif isinstance(event, OrderChanged):
            self.orders[event.order.id] = event.order
        elif isinstance(event, StopOrderChanged):
            self.stops[event.order.id] = event.order.status


class Run:
    """Users who do whatever chance tells them."""

    def __init__(self, seed):
        self.chance, self.now = random.Random(seed), NOW
        self.witness = Witness()
        self.exchange = Exchange(SYMBOLS, self.witness)
        self.uids = list(MASTERS)
        self.done = Counter()
        for uid in MASTERS:
            self.exchange.open_account(uid, {"USDT": D("500")}, {"USDT": D("10000"), "BTC": D("10"), "ETH": D("20")}, NOW)

    def step(self):
        self.now += self.chance.randint(0, SECOND // 10)
        uid = self.chance.choice(self.uids)
        act = self.chance.choices(
            (self.place, self.cancel, self.cut, self.alter, self.cancel_all, self.stop, self.oco, self.cancel_stop,
             self.transfer, self.withdraw, self.take_back, self.deposit, self.add_sub, self.dead_man),
            (60, 10, 6, 8, 1, 6, 4, 2, 8, 2, 1, 1, 1, 1))[0]
        try:
            act(uid)
            self.done[act.__name__] += 1
        except Refused as refused:
            assert refused.code in USUAL
        self.exchange.advance(self.now)

    def restart(self):
        """Write the exchange as JSON and go on from that."""
        text = json.dumps(state.dump({"exchange": self.exchange}, self.witness))
        empty = {"exchange": Exchange(SYMBOLS, self.witness)}
        self.exchange = state.load(json.loads(text), self.witness, empty)["exchange"]

    # What they do

    def place(self, uid):
        self.exchange.place(uid, self.wanted(), self.now)

    def wanted(self):
        chance, symbol = self.chance, self.chance.choice((PAIR, "ETH-BTC"))
        scale, size = (D("0.1"), D("0.00000001")) if symbol == PAIR else (D("0.00001"), D("0.0000001"))
        wanted = {"symbol": symbol, "side": chance.choice(("buy", "sell")), "type": chance.choice(("limit", "limit", "market")),
                  "stp": chance.choice((None, None, "CN", "CO", "CB", "DC"))}
        if wanted["type"] == "limit":
            wanted.update(price=format(chance.randint(988, 1012) * scale, "f"), cancelAfter=3, postOnly=chance.random() < 0.1,
                          timeInForce=chance.choice(("GTC", "GTC", "GTC", "GTT", "IOC", "FOK")))
        if wanted["type"] == "limit" or chance.random() < 0.5:
            wanted["size"] = format(chance.randint(100000, 30000000) * size, "f")
        else:
            wanted["funds"] = format(chance.randint(1, 30000) * D("0.001"), "f") if symbol == PAIR else "0.0123"
        return wanted

    def mine(self, uid):
        orders = self.exchange.open_orders(uid)
        return self.chance.choice(orders) if orders else None

    def cancel(self, uid):
        order = self.mine(uid)
        if order is not None:
            self.exchange.cancel(uid, order.symbol, self.now, order_id=order.id)

    def cut(self, uid):
        order = self.mine(uid)
        if order is not None:
            part = (order.remain_size / 2).quantize(D("0.0000001"))
            self.exchange.cancel(uid, order.symbol, self.now, order_id=order.id, size=part)

    def alter(self, uid):
        order = self.mine(uid)
        if order is not None:
            self.exchange.modify(uid, order.symbol, self.now, order_id=order.id, new_size=order.size + D("0.001"))

    def cancel_all(self, uid):
        self.exchange.cancel_all(uid, self.now)

    def stop(self, uid):
        scale = D("0.1")
        wanted = {**self.wanted(), "symbol": PAIR, "stopPrice": format(self.chance.randint(990, 1010) * scale, "f"),
                  "stop": self.chance.choice((None, "loss", "entry"))}
        if wanted["type"] == "limit":
            wanted["price"] = format(self.chance.randint(988, 1012) * scale, "f")
        self.exchange.stops.place(uid, wanted, self.now)

    def oco(self, uid):
        side = self.chance.choice(("buy", "sell"))
        low, high = (format(D(100) + sign * self.chance.randint(3, 12) * D("0.1"), "f") for sign in (-1, 1))
        price, stop_price = (low, high) if side == "buy" else (high, low)
        self.exchange.stops.place_oco(uid, {
            "symbol": PAIR, "side": side, "size": "0.05", "price": price, "stopPrice": stop_price, "limitPrice": "100",
            "clientOid": f"oco-{self.now}"}, self.now)

    def cancel_stop(self, uid):
        waiting = self.exchange.stops.waiting(uid)
        if waiting:
            self.exchange.stops.cancel(uid, self.now, order_id=self.chance.choice(waiting).id)

    def transfer(self, uid):
        sub = self.exchange.users.as_sub(uid)
        to = self.chance.choice([uid, uid, sub.parent if sub else uid, *(sub.uid for sub in self.exchange.users.subs(uid))])
        accounts, currency = self.chance.sample(ACCOUNTS, 2), self.chance.choice(("USDT", "BTC", "ETH"))
        value = format(self.chance.randint(1, 3000) * (D("0.01") if currency == "USDT" else D("0.0001")), "f")
        self.exchange.funds.transfer(uid, accounts[0], to, accounts[1], currency, value, self.now)

    def withdraw(self, uid):
        to = self.chance.choice(("outside", *map(str, self.uids)))
        self.exchange.funds.withdraw(uid, {
            "currency": "USDT", "amount": str(self.chance.randint(5, 30)), "chain": self.chance.choice(("eth", "trx")),
            "toAddress": to, "withdrawType": "ADDRESS" if to == "outside" else "UID",
            "feeDeductType": self.chance.choice((None, "INTERNAL", "EXTERNAL"))}, self.now)

    def take_back(self, uid):
        made = self.exchange.funds.withdrawals(uid)[:1]
        if made:
            self.exchange.funds.cancel_withdrawal(uid, made[0].id, self.now)

    def deposit(self, uid):
        self.exchange.deposit(uid, self.chance.choice(("main", "trade")), "USDT", D(self.chance.randint(1, 50)), self.now)

    def add_sub(self, uid):
        if uid in MASTERS and len(self.exchange.users.subs(uid)) < 2:
            sub = self.exchange.users.add_sub(uid, f"robot{len(self.uids):03}", "q1234567", "Spot", "", self.now)
            self.uids.append(sub.uid)

    def dead_man(self, uid):
        self.exchange.set_dead_man(uid, self.chance.choice((-1, 5)), [], self.now)

    # What holds after each of these steps

    def check_totals(self):
        """All balances and fees together are what came in less what went out; bitcoin has two names."""
        totals, funds = Counter(self.exchange.accounts.totals()), self.exchange.funds
        totals["BTC"] += totals.pop("XBT", D(0))
        assert dict(totals) == {name: value - funds.withdrawn.get(name, 0) for name, value in funds.deposited.items()}

    def check_holds(self):
        """What is on hold is what the orders and withdrawals hold."""
        for uid in self.uids:
            held = Counter()
            for order in self.exchange.open_orders(uid):
                base, quote = order.symbol.split("-")
                held["trade", quote if order.side == "buy" else base] += order.held
                assert order.active and order.in_book
            for withdrawal in self.exchange.funds.withdrawals(uid):
                if withdrawal.status != "PROCESSING":
                    continue
                held["main", withdrawal.currency] += withdrawal.amount + withdrawal.fee
            rows = self.exchange.accounts.balances(uid)
            assert all(row.available >= 0 and row.hold >= 0 for row in rows)
            assert {(row.account, row.currency): row.hold for row in rows if row.hold} == {
                name: value for name, value in held.items() if value}
        for symbol in self.exchange.symbols:
            bid, ask = self.exchange.book(symbol).best("buy"), self.exchange.book(symbol).best("sell")
            assert bid is None or ask is None or bid < ask

    def check_books(self):
        for symbol in self.exchange.symbols:
            book, sides = self.exchange.book(symbol), self.witness.books[symbol]
            assert book.levels("buy") == sorted(sides["buy"].items(), reverse=True)
            assert book.levels("sell") == sorted(sides["sell"].items())
            assert book.sequence == self.witness.sequences[symbol]

    # What holds in the end

    def check_witness(self):
        for uid in self.uids:
            rows = self.exchange.accounts.balances(uid)
            assert {row.account_id: (row.available, row.hold) for row in rows} == {
                row.account_id: self.witness.balances[row.account_id] for row in rows}
            self.check_ledger(uid, rows)
            for symbol in self.exchange.symbols:
                self.check_orders(uid, symbol)
            assert {order.id: order.status for order in self.exchange.stops.orders(uid)}.items() <= self.witness.stops.items()
            waiting = {order.id for order in self.exchange.stops.waiting(uid)}
            assert all(self.witness.stops[order_id] == "NEW" for order_id in waiting)

    def check_ledger(self, uid, rows):
        names = {"main": "MAIN", "trade": "TRADE_HF", "contract": "CONTRACT", "unified": "UNIFIED"}
        sums = Counter()
        for entry in self.exchange.accounts.ledger(uid):
            sums[entry.account, entry.currency] += entry.amount if entry.direction == "in" else -entry.amount
        for row in rows:
            if row.account in names:
                assert sums[names[row.account], row.currency] == row.total

    def check_orders(self, uid, symbol):
        fills = defaultdict(list)
        for fill in self.exchange.fills(uid, symbol):
            fills[fill.order_id].append(fill)
        for order in self.exchange.open_orders(uid, symbol) + self.exchange.closed_orders(uid, symbol):
            assert self.witness.orders[order.id] == order
            assert sum(fill.funds for fill in fills[order.id]) == order.deal_funds
            assert sum(fill.fee for fill in fills[order.id]) == order.fee
            if order.size:
                assert order.size == order.deal_size + order.remain_size + order.cancelled_size
            else:
                assert order.funds == order.deal_funds + order.remain_funds + order.cancelled_funds
            assert order.active == order.in_book
            assert order.active or order.held == 0 and (order.remain_size == 0 or not order.size)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_run__conserves_and_rebuilds(seed):
    print("seed", seed)
    run = Run(seed)
    for number in range(OPERATIONS):
        run.step()
        run.check_totals()
        if number == OPERATIONS // 2:
            run.restart()
        if number % 10 == 0:
            run.check_holds()
            run.check_books()
    run.check_holds()
    run.check_books()
    run.check_witness()
    assert min(run.done[name] for name in (
        "place", "cancel", "cut", "alter", "stop", "oco", "cancel_stop", "transfer", "withdraw", "take_back", "add_sub")) > 0
    statuses = Counter(run.witness.stops.values())
    assert statuses["TRIGGERED"] > OPERATIONS // 100 and statuses["CANCELLED"] > 0
    assert run.witness.kinds[Trade] > OPERATIONS // 12 and len(run.uids) > len(MASTERS)

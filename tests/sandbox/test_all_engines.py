"""Everything at once, on every engine: no money appears or gets lost, and what is pushed rebuilds every book.

Spot, margin, futures and unified orders, transfers between all accounts, loans, lending, settings, and hours that pass with
their interest, funding and liquidations. Half-way the exchange is written down and read back, and the clients connect anew.
A few thousand operations by default; ``KUCOIN_REF_OPERATIONS=100000`` asks for more.
"""

import json
import os
import random
from collections import Counter, defaultdict
from decimal import ROUND_DOWN
from decimal import Decimal as D

import pytest

from kucoin_ref import catalog
from kucoin_ref.book.sync import BookSync
from kucoin_ref.futures.market import FuturesMarket
from kucoin_ref.sandbox import state
from kucoin_ref.sandbox.accounts import BalanceChanged
from kucoin_ref.sandbox.contract_orders import ContractStopChanged
from kucoin_ref.sandbox.contract_positions import FundingPaid, PositionChanged
from kucoin_ref.sandbox.contracts import CONTRACTS
from kucoin_ref.sandbox.exchange import SECOND, Exchange, LevelChanged, Refused, Trade
from kucoin_ref.sandbox.gateway import Call, Gateway
from kucoin_ref.sandbox.lending import CURRENCIES
from kucoin_ref.sandbox.margin_types import CrossMarginStatus, IsolatedMarginChanged
from kucoin_ref.sandbox.market import SYMBOLS
from kucoin_ref.sandbox.push import Hub
from kucoin_ref.sandbox.rest.handlers import HANDLERS
from kucoin_ref.spot.market import SpotMarket

OPERATIONS = int(os.environ.get("KUCOIN_REF_OPERATIONS", 2000))
NOW = 1730000000 * SECOND
MS = 10 ** 6
CLASSIC, UNIFIED, HEDGED = (1001, 1002, 1003, 1004), (2001, 2002), 1004
ISOLATED = "isolated:BTC-USDT"
ACCOUNTS = ("main", "trade", "margin", ISOLATED, "contract", "unified")
PAIRS = ("BTC-USDT", "ETH-USDT", "ETH-BTC")
PERPETUALS = ("XBTUSDTM", "ETHUSDTM", "XBTUSDM")
MOST_OPEN = 12  # orders of one user, so that a long run stays as fast as a short one
STEPS = {"BTC-USDT": D("0.1"), "ETH-USDT": D("0.01"), "ETH-BTC": D("0.00001"), "XBTUSDTM": D("0.1"), "ETHUSDTM": D("0.01"),
         "XBTUSDM": D("0.1")}
#: What the random operations may be refused with; anything else is a fault.
USUAL = {
    "spot": {"200004", "400100", "600100", "102429"}, "margin_order": {"200004", "400100", "600100", "102429", "130204",
                                                                      "130309", "210014", "126042"},
    "futures": {"300003", "300005", "300008", "300009", "300011", "300012", "300016", "300002"},
    "settings": {"300003", "300005", "300009", "300016", "330005", "50002", "200005", "400400"},
    "transfer": {"230003"}, "loan": {"130203", "130204", "130309", "210014", "400400", "400100", "600101"}, "lend": {"130105", "130107"},
    "withdraw": {"260100", "110003"},
}


class Reader:
    """A client that keeps a book by what it is pushed, from a picture that it asks for later, or is sent."""

    def __init__(self, exchange, hub, dialect, symbol, now):
        self.exchange, self.dialect, self.symbol = exchange, dialect, symbol
        self.sync, self.frames = BookSync("unified" if dialect.startswith("obu") else dialect), 0
        self.connect(hub, now)

    def connect(self, hub, now):
        self.sync.reset()
        if self.dialect.startswith("obu"):
            host = {"obu SPOT": "spot", "obu FUTURES": "futures"}[self.dialect]
            self.connection = hub.connect_unified(host, None, "192.0.2.1", self.hear, int, int, now)
            wanted = {"action": "subscribe", "channel": "obu", "tradeType": self.dialect[4:], "symbol": self.symbol,
                      "depth": "increment@10ms"}
        else:
            self.connection = hub.connect(hub.token(None, now, self.dialect), "1", self.hear, int, int, now)
            start = {"spot": "/market/level2:", "futures": "/contractMarket/level2:"}[self.dialect]
            wanted = {"type": "subscribe", "topic": start + self.symbol, "response": True}
        hub.receive(self.connection, json.dumps({"id": "1", **wanted}), now)

    def hear(self, text):
        frame = json.loads(text, parse_float=D)
        if frame.get("d", frame.get("data")) and "t" in frame or "subject" in frame:
            self.frames += 1
            self.sync.receive(frame)

    def ask(self, now):
        """Ask for the picture, as long as it is needed."""
        if self.sync.needs_snapshot and not self.dialect.startswith("obu"):
            market = SpotMarket if self.dialect == "spot" else FuturesMarket
            endpoint = catalog.endpoint(market.get_full_order_book)
            answer = HANDLERS[endpoint](self.exchange, Call(endpoint, {"symbol": self.symbol}, now, "192.0.2.1"))
            self.sync.snapshot(json.loads(json.dumps(answer), parse_float=D))

    def check(self, book):
        assert self.sync.state == "live", (self.dialect, self.symbol, self.sync.gap)
        assert self.sync.book.bids() == book.levels("buy") and self.sync.book.asks() == book.levels("sell")
        # What came and went within 10 ms is not told: then the number is told with the next change.
        assert self.sync.sequence == book.sequence or self.dialect.startswith("obu") and self.sync.sequence < book.sequence


class Run:
    """Users who do whatever chance tells them."""

    def __init__(self, seed):
        self.chance, self.now, self.operations = random.Random(seed), NOW, 0
        self.events, self.kinds, self.sequences, self.done, self.refused = [], Counter(), Counter(), Counter(), Counter()
        self.exchange = Exchange(SYMBOLS, self, contracts=CONTRACTS)
        self.prices = {"BTC": D(60000), "ETH": D(2500)}
        self.lost, self.liquidated = Counter(), Counter()
        for uid in CLASSIC + UNIFIED:
            self.exchange.open_account(uid, {"USDT": D(20000), "BTC": D(1)}, {"USDT": D(100000), "BTC": D(2), "ETH": D(40)}, NOW,
                                       contract={"USDT": D(20000), "XBT": D(1)})
            for account, currency, value in (("margin", "USDT", 3000), (ISOLATED, "USDT", 3000)):
                self.exchange.deposit(uid, account, currency, D(value), NOW)
        for uid in UNIFIED:
            self.exchange.unified.join(uid, NOW)
        self.exchange.futures.set_hedged(HEDGED, True)
        self.open_hub()
        kinds = [("spot", PAIRS), ("futures", PERPETUALS), ("obu SPOT", PAIRS), ("obu FUTURES", PERPETUALS)]
        self.readers = [Reader(self.exchange, self.hub, dialect, symbol, NOW) for dialect, names in kinds for symbol in names]

    def __call__(self, event):
        """What the exchange publishes."""
        self.events.append(event)
        self.kinds[type(event)] += 1
        if isinstance(event, LevelChanged):
            self.sequences[event.symbol] += 1
            assert event.sequence == self.sequences[event.symbol] and event.size >= 0
        elif isinstance(event, BalanceChanged):
            assert event.available >= 0 and event.hold >= 0 and event.total == event.available + event.hold
        elif isinstance(event, PositionChanged):
            self.liquidated["contracts"] += event.reason == "liquidation"
        elif isinstance(event, (CrossMarginStatus, IsolatedMarginChanged)):
            self.liquidated["margin"] += "FROZEN_FL" == getattr(event, "type", "") or "IN_LIQUIDATION" == getattr(event, "status", "")

    def open_hub(self):
        self.events.clear()
        self.hub = Hub(self.exchange, self.events, Gateway())

    def restart(self):
        """Write the exchange as JSON and go on from that; the clients connect anew."""
        text = json.dumps(state.dump({"exchange": self.exchange}, self))
        empty = {"exchange": Exchange(SYMBOLS, self, contracts=CONTRACTS)}
        self.exchange = state.load(json.loads(text), self, empty)["exchange"]
        self.open_hub()
        for reader in self.readers:
            reader.exchange = self.exchange
            reader.connect(self.hub, self.now)

    def step(self):
        self.operations += 1
        chance = self.chance
        self.now += chance.randint(10, 100) * MS if chance.random() < 0.98 else chance.randint(1, 3000) * SECOND
        self.drift()
        uid = chance.choice(CLASSIC + UNIFIED)
        act, weight = zip(*((self.spot, 25), (self.margin_order, 15), (self.futures, 30), (self.settings, 4), (self.cancel, 15),
                            (self.transfer, 8), (self.loan, 5), (self.lend, 1), (self.withdraw, 1), (self.deposit, 1)))
        chosen = chance.choices(act, weight)[0]
        name = chosen.__name__
        try:
            chosen(uid)
            self.done[name] += 1
        except Refused as refused:
            assert refused.code in USUAL.get(name, ()), (name, refused.code, refused.message)
            self.refused[name, refused.code] += 1
        self.exchange.advance(self.now)
        self.hub.flush(self.now)
        for connection in self.hub.connections:
            connection.heard = self.now
        self.hub.tick(self.now)

    def drift(self):
        """Where the world sees prices; now and then it takes fright."""
        for name, first in (("BTC", D(60000)), ("ETH", D(2500))):
            share = self.chance.randint(-5, 5) * D("0.0001")
            if self.chance.random() < 0.005:
                share = self.chance.choice((-9, 9)) * D("0.01")
            self.prices[name] = min(max(self.prices[name] * (1 + share), first / 2), first * 2).quantize(D("0.01"))

    # What they do

    def price(self, symbol):
        around = {"BTC-USDT": self.prices["BTC"], "ETH-USDT": self.prices["ETH"], "ETHUSDTM": self.prices["ETH"],
                  "ETH-BTC": self.prices["ETH"] / self.prices["BTC"]}.get(symbol, self.prices["BTC"])
        step = STEPS[symbol]
        return format(around * (1 + self.chance.randint(-20, 20) * D("0.0002")) // step * step, "f")

    def wanted(self, symbol):
        chance = self.chance
        wanted = {"symbol": symbol, "side": chance.choice(("buy", "sell")), "type": chance.choice(("limit", "limit", "limit", "market")),
                  "stp": chance.choice((None, None, "CN", "CO", "CB"))}
        if wanted["type"] == "limit":
            wanted.update(price=self.price(symbol), postOnly=chance.random() < 0.1, timeInForce=chance.choice(("GTC", "GTC", "IOC")))
        return wanted

    def pair(self, symbol, most):
        wanted = self.wanted(symbol)
        if wanted.get("timeInForce") == "IOC" or wanted["type"] == "market":
            wanted["postOnly"] = False
        elif self.chance.random() < 0.3:
            wanted.update(timeInForce="GTT", cancelAfter=self.chance.randint(1, 600))
        if wanted["type"] == "market" and self.chance.random() < 0.3:
            return {**wanted, "funds": "0.0123" if symbol == "ETH-BTC" else str(self.chance.randint(10, 5000))}
        size = self.chance.randint(1000, most) * D("0.00001") * (20 if symbol.startswith("ETH") else 1)
        return {**wanted, "size": format(size, "f")}

    def room(self, orders):
        return len(orders) < MOST_OPEN

    def spot(self, uid):
        account = "unified" if uid in UNIFIED or self.chance.random() < 0.1 else "trade"
        if self.room(self.exchange.open_orders(uid, account=account)):
            self.exchange.place(uid, self.pair(self.chance.choice(PAIRS), 40000), self.now, account=account)

    def margin_order(self, uid):
        account = self.chance.choice(("margin", ISOLATED))
        symbol = "BTC-USDT" if account == ISOLATED else self.chance.choice(PAIRS)
        if self.room(self.exchange.open_orders(uid, account=account)):
            wanted = {**self.pair(symbol, 100000), "autoBorrow": self.chance.random() < 0.7, "autoRepay": self.chance.random() < 0.3}
            self.exchange.place(uid, wanted, self.now, account=account)

    def futures(self, uid):
        futures, symbol, chance = self.exchange.futures, self.chance.choice(PERPETUALS), self.chance
        if not self.room(futures.open_orders(uid) + futures.waiting_orders(uid)):
            return
        wanted = {**self.wanted(symbol), "size": chance.randint(1, 3000) if symbol != "XBTUSDM" else chance.randint(1, 60000),
                  "leverage": chance.choice((3, 20, 75)), "marginMode": futures.clearing.terms(uid, symbol).margin_mode,
                  "reduceOnly": chance.random() < 0.05, "forceHold": chance.random() < 0.1}
        if uid == HEDGED:
            wanted["positionSide"] = chance.choice(("LONG", "SHORT"))
        which = chance.random()
        if which < 0.1:
            wanted.update(stop=chance.choice(("up", "down")), stopPrice=self.price(symbol), stopPriceType=chance.choice(("TP", "MP", "IP")))
        elif which < 0.2 and not wanted["reduceOnly"] and wanted.get("positionSide") is None:
            low, high = sorted((self.price(symbol), self.price(symbol)), key=D)
            wanted.update(triggerStopUpPrice=high, triggerStopDownPrice=low, stopPriceType="TP")
        elif which < 0.22:
            wanted["closeOrder"] = True
        futures.place(uid, wanted, self.now)

    def settings(self, uid):
        futures, symbol, chance = self.exchange.futures, self.chance.choice(PERPETUALS), self.chance
        which = chance.randint(0, 6)
        side = chance.choice(("LONG", "SHORT")) if uid == HEDGED else "BOTH"
        if which == 0:
            futures.set_margin_mode(uid, symbol, chance.choice(("CROSS", "ISOLATED")), self.now)
        elif which == 1:
            futures.set_cross_leverage(uid, symbol, D(chance.choice((2, 10, 50))), self.now)
        elif which == 2:
            futures.set_level(uid, symbol, chance.randint(1, 6), self.now)
        elif which in (3, 4):
            amount = chance.randint(1, 1000) * (D("0.01") if symbol != "XBTUSDM" else D("0.00001"))
            futures.move_margin(uid, symbol, side, amount if which == 3 else -amount, self.now)
        elif which == 5:
            futures.clearing.terms(uid, symbol).auto_deposit = chance.random() < 0.3
        else:
            self.exchange.margin.set_leverage(uid, chance.choice(("margin", ISOLATED)), chance.choice(("2", "5")))

    def cancel(self, uid):
        exchange, futures = self.exchange, self.exchange.futures
        spot = [order for account in ACCOUNTS for order in exchange.open_orders(uid, account=account)]
        orders = spot + futures.open_orders(uid) + futures.waiting_orders(uid)
        if not orders:
            return
        order = self.chance.choice(orders)
        if order.symbol in futures.contracts:
            futures.cancel(uid, self.now, order_id=order.id)
        else:
            exchange.cancel(uid, order.symbol, self.now, order_id=order.id, account=order.account)

    def transfer(self, uid):
        accounts, currency = self.chance.sample(ACCOUNTS, 2), self.chance.choice(("USDT", "USDT", "USDT", "BTC", "XBT", "ETH"))
        step = {"USDT": D("0.03"), "ETH": D("0.0001")}.get(currency, D("0.000001"))
        value = format(self.chance.randint(1, 30000) * step, "f")
        if ISOLATED not in accounts or currency != "ETH":
            self.exchange.funds.transfer(uid, accounts[0], uid, accounts[1], currency, value, self.now)

    def loan(self, uid):
        margin, account, currency = self.exchange.margin, self.chance.choice(("margin", ISOLATED)), self.chance.choice(("USDT", "BTC"))
        which, size = self.chance.random(), self.chance.randint(1, 3000) * (D(1) if currency == "USDT" else D("0.001"))
        if which < 0.2:
            margin.borrow(uid, account, currency, format(size, "f"), self.now)
        elif which < 0.5:
            margin.repay(uid, account, currency, format(size, "f"), self.now)
        else:
            self.gamble(uid, account, currency)

    def gamble(self, uid, account, currency):
        """Borrow all there is to borrow, and change it."""
        margin, wanted = self.exchange.margin, {"symbol": "BTC-USDT", "side": "sell" if currency == "BTC" else "buy", "type": "market"}
        most = margin.borrowable(uid, account, currency)
        if most:
            margin.borrow(uid, account, currency, format(most, "f"), self.now)
        all_ = self.exchange.accounts.available(uid, account, currency)
        wanted["size" if currency == "BTC" else "funds"] = format((all_ * D("0.99")).quantize(D("0.00001"), ROUND_DOWN), "f")
        self.exchange.place(uid, wanted, self.now, account=account)

    def lend(self, uid):
        lending = self.exchange.lending
        offers = [offer for offer in lending.offers(uid) if not offer.redeemed]
        if len(offers) < 3:
            lending.purchase(uid, "USDT", "10", self.chance.choice(("0.05", "0.3")), self.now)
        else:
            lending.redeem(uid, "USDT", offers[0].number, "10", self.now)

    def withdraw(self, uid):
        to = self.chance.choice(("outside", *map(str, CLASSIC)))
        if to != str(uid):
            self.exchange.funds.withdraw(uid, {"currency": "USDT", "amount": str(self.chance.randint(10, 100)), "chain": "trx",
                                               "toAddress": to, "withdrawType": "ADDRESS" if to == "outside" else "UID"}, self.now)

    def deposit(self, uid):
        account = self.chance.choice(("main", "trade", "contract", "unified"))
        self.exchange.deposit(uid, account, "USDT", D(self.chance.randint(100, 20000)), self.now)

    # What holds after each step

    def check_totals(self):
        """What came in less what went out is balances, fees, insurance, the pool of positions and what can be lent."""
        exchange, totals, came = self.exchange, Counter(), Counter()
        for part, sign in ((exchange.futures.clearing.totals(), 1), (exchange.lending.pool, 1), (exchange.funds.withdrawn, 1)):
            for currency, value in part.items():
                totals[{"XBT": "BTC"}.get(currency, currency)] += sign * value
        for part in (exchange.funds.deposited, {name: row.pool for name, row in CURRENCIES.items()}):
            for currency, value in part.items():
                came[{"XBT": "BTC"}.get(currency, currency)] += value
        assert {name: value for name, value in totals.items() if value} == dict(came)

    # What holds after some

    def check(self):
        for uid in CLASSIC + UNIFIED:
            self.check_holds(uid)
        for symbol in PAIRS + PERPETUALS:
            bid, ask = self.book(symbol).best("buy"), self.book(symbol).best("sell")
            assert bid is None or ask is None or bid < ask
            assert self.book(symbol).sequence == self.sequences[symbol]
        self.check_clearing()
        self.check_lending()

    def book(self, symbol):
        return self.exchange.book(symbol) if symbol in PAIRS else self.exchange.futures.market(symbol).book

    def check_holds(self, uid):
        """What is on hold is what orders, positions and withdrawals hold."""
        held, futures = Counter(), self.exchange.futures
        for account in ACCOUNTS:
            for order in self.exchange.open_orders(uid, account=account):
                base, quote = order.symbol.split("-")
                held[account, quote if order.side == "buy" else base] += order.held
        backing = futures.clearing.account(uid)
        for order in futures.open_orders(uid):
            held[backing, futures.contracts[order.symbol].settle] += order.held
        for position in futures.clearing.positions(uid):
            assert position.lots and position.margin >= 0
            held[backing, futures.contracts[position.symbol].settle] += position.margin
        for withdrawal in self.exchange.funds.withdrawals(uid)[:200]:
            if withdrawal.status == "PROCESSING":
                held["main", withdrawal.currency] += withdrawal.amount + withdrawal.fee
        rows = self.exchange.accounts.balances(uid)
        assert all(row.available >= 0 and row.hold >= 0 for row in rows)
        assert {(row.account, row.currency): row.hold for row in rows if row.hold} == {
            name: value for name, value in held.items() if value}

    def check_clearing(self):
        """For each lot long there is one short, and the pool is what they cost."""
        futures, lots, cost = self.exchange.futures, Counter(), Counter()
        for uid in futures.clearing.uids:
            for position in futures.clearing.positions(uid):
                lots[position.symbol] += position.lots
                cost[futures.contracts[position.symbol].settle] += position.cost
        assert not any(lots.values())
        for currency, value in futures.clearing.pool.items():
            assert value == -cost[currency]

    def check_lending(self):
        """What is not in the pool is owed, or was lost with accounts that could not pay."""
        exchange = self.exchange
        outside = Counter({name: row.pool - exchange.lending.pool[name] for name, row in CURRENCIES.items()})
        for uid in CLASSIC + UNIFIED:
            for offer in exchange.lending.offers(uid):
                outside[offer.currency] += offer.size - offer.redeemed
            for account in ("margin", ISOLATED):
                for row in exchange.margin.position(uid, account).holdings:
                    assert row.principal >= 0 and row.interest >= 0
                    outside[row.currency] -= row.principal
        for currency, value in outside.items():
            assert value >= self.lost[currency]
        self.lost = outside

    def check_orders(self):
        """Each order's size is what was filled, what is left and what was cancelled, and its fills say the same."""
        exchange, futures = self.exchange, self.exchange.futures
        for uid in CLASSIC + UNIFIED:
            for account in ACCOUNTS:
                for symbol in PAIRS:
                    fills = exchange.fills(uid, symbol, account=account)
                    orders = exchange.open_orders(uid, symbol, account=account) + exchange.closed_orders(uid, symbol, account=account)
                    self.check_fills(orders, [(fill.order_id, fill.trade.size, fill.funds, fill.fee) for fill in fills])
            fills = [(fill.order_id, fill.trade.size, fill.value, fill.open_fee + fill.close_fee) for fill in futures.fills(uid)]
            self.check_fills(futures.open_orders(uid) + futures.waiting_orders(uid) + futures.closed_orders(uid), fills)

    def check_fills(self, orders, fills):
        sums = defaultdict(lambda: (D(0), D(0), D(0)))
        for order_id, *amounts in fills:
            sums[order_id] = tuple(map(sum, zip(sums[order_id], amounts)))
        for order in orders:
            assert sums[order.id] == (order.deal_size, order.deal_funds, order.fee)
            if order.size:
                assert order.size == order.deal_size + order.remain_size + order.cancelled_size
            else:
                assert order.funds == order.deal_funds + order.remain_funds + order.cancelled_funds
            assert min(order.deal_size, order.remain_size, order.cancelled_size, order.held) >= 0
            assert order.active or order.held == (order.remain_size if order.size else order.remain_funds) == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_random_run__conserves_and_rebuilds(seed):
    print("seed", seed)
    run = Run(seed)
    for number in range(OPERATIONS):
        run.step()
        run.check_totals()
        if number == OPERATIONS // 2:
            run.restart()
        if number % 20 == 0:
            run.check()
            for reader in run.readers:
                reader.ask(run.now)
        if number % 100 == 99:  # more than the half second that a first picture of the unified account takes
            for reader in run.readers:
                reader.check(run.book(reader.symbol))
    run.check()
    run.check_orders()
    print(dict(run.done), dict(run.refused), {kind.__name__: number for kind, number in run.kinds.items()})
    print("liquidated", dict(run.liquidated), "lost", dict(run.lost), "insurance", run.exchange.futures.clearing.insurance)
    assert len(run.done) == 10 and min(run.done.values()) > OPERATIONS // 300
    assert min(run.liquidated["contracts"], run.liquidated["margin"], run.kinds[FundingPaid], run.kinds[ContractStopChanged]) > 0
    assert run.kinds[Trade] > OPERATIONS // 12
    assert all(reader.frames > OPERATIONS // 60 for reader in run.readers)

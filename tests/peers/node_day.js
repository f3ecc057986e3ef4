/* A trading day with KuCoin's own kucoin-node-sdk, unmodified, on the exchange at the address given.
 *
 * Usage: node_day.js FOLDER BASE_URL KEY SECRET PASSPHRASE, where kucoin-node-sdk 1.1.1 is in FOLDER/node_modules. Prints a line
 * for each step and exits 0, or says what was wrong and exits 1. Gives the peer its address by its own option, and refuses any
 * address that is not this computer's.
 */
'use strict'

const { createRequire } = require('module')
const path = require('path')

const SYMBOL = 'BTC-USDT'
const SIZE = '0.001'
/* Milliseconds that a step waits for a push or a change of state: the peer takes 5 s before it asks for a book. */
const WAIT = 12000

const check = (condition, text) => {
  if (!condition) throw new Error(text)
}

const checkLocal = address => {
  const host = new URL(address).hostname
  check(['127.0.0.1', 'localhost', '[::1]'].includes(host), `${address} is not an address of this computer`)
}

/* The data of an answer; the peer leaves it to its users to look at the code. */
const data = async answer => {
  const { code, msg, data } = await answer
  check(code === '200000', `refused with ${code}: ${msg}`)
  return data
}

const refused = async (code, answer) => {
  const found = await answer
  check(found.code === code, `expected ${code}, got ${JSON.stringify(found)}`)
  return code
}

const until = async (what, ask) => {
  const deadline = Date.now() + WAIT
  for (;;) {
    const found = await ask()
    if (found) return found
    check(Date.now() < deadline, `${what} did not come within ${WAIT / 1000} s`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

const step = async (name, run) => {
  try {
    console.log(`ok: ${name} ${await run()}`)
  } catch (error) {
    throw new Error(`${name}: ${error.message}`)
  }
}

/* Hundred-millionths, in which sums are exact. */
const units = amount => BigInt(Math.round(Number(amount) * 1e8))

const same = (found, expected, text) => {
  for (const [name, value] of Object.entries(expected)) {
    check(found[name] === value, `${text}: ${name} is ${JSON.stringify(found[name])} and not ${JSON.stringify(value)}`)
  }
}

async function day(folder, baseUrl, key, secret, passphrase) {
  checkLocal(baseUrl)
  const load = createRequire(path.join(path.resolve(folder), 'day.js'))
  const { init, rest, websocket } = load('kucoin-node-sdk')
  /* Its methods for placing orders of the trade account leave price and size out; this sends them as the methods would. */
  const send = load('kucoin-node-sdk/src/lib/http')
  init({ baseUrl, apiAuth: { key, secret, passphrase }, authVersion: 2 })
  const { Market, User, Trade, Others } = rest
  const clientOid = `node-${Date.now()}`
  let price, orderId

  const balance = async (currency, type = 'trade') => (await data(User.Account.getAccountsList({ type, currency })))[0]
  const add = order => data(send().POST('/api/v1/hf/orders', { symbol: SYMBOL, side: 'buy', size: SIZE, ...order }))
  const detail = id => data(Trade.Orders.detailsOfAsingleHfOrder({ orderId: id, symbol: SYMBOL }))

  await step('time', async () => {
    const ahead = await data(Others.getTimestamp()) - Date.now()
    check(Math.abs(ahead) < 5000, `${ahead} ms ahead`)
    return `${ahead} ms ahead`
  })
  await step('symbols', async () => {
    const row = (await data(Market.Symbols.getSymbolsList())).find(({ symbol }) => symbol === SYMBOL)
    same(row, { baseCurrency: 'BTC', quoteCurrency: 'USDT', enableTrading: true }, 'symbol')
    same(await data(Market.Symbols.getSymbolDetail(SYMBOL)), { priceIncrement: row.priceIncrement }, 'symbol')
    return `${SYMBOL} by ${row.priceIncrement}`
  })
  await step('currency', async () => {
    const { chains } = await data(Market.Currencies.getCurrencyDetail_V3({ currency: 'USDT' }))
    check(chains.length > 0, 'no chains')
    return chains.map(({ chainName }) => chainName).join(' ')
  })
  await step('ticker', async () => {
    const { bestBid, bestAsk, price: last } = await data(Market.Symbols.getTicker(SYMBOL))
    check(Number(bestBid) > 0 && Number(bestBid) < Number(bestAsk), `not a market: ${bestBid} ${bestAsk}`)
    price = String(Math.floor(Number(bestBid) / 2))
    return last
  })
  await step('books', async () => {
    const [top, full] = [await data(Market.OrderBook.getLevel2_20(SYMBOL)), await data(Market.OrderBook.getLevel2_full(SYMBOL))]
    check(top.bids.length <= 20 && top.asks.length <= 20, `${top.bids.length} and ${top.asks.length} rows`)
    check(full.bids.length > 20 && Number(full.sequence) >= Number(top.sequence), `an older book: ${full.sequence}`)
    return `at ${top.sequence} and ${full.sequence}`
  })
  await step('candles and trades', async () => {
    const candles = await data(Market.Histories.getMarketCandles(SYMBOL, '1min'))
    for (const [, open, close, high, low] of candles) {
      check(Number(low) <= Math.min(open, close) && Math.max(open, close) <= Number(high), `not a candle: ${open} ${close} ${high} ${low}`)
    }
    const trades = await data(Market.Histories.getMarketHistories(SYMBOL))
    check(candles.length > 0 && trades.length > 0, 'none')
    return `${candles.length} and ${trades.length}`
  })
  await step('accounts', async () => {
    check(await data(User.Account.getUserType()) === true, 'not a high-frequency account')
    const { id, currency, available, holds } = await balance('USDT')
    check(Number(available) > 0 && holds === '0', `no USDT to trade with: ${available}, ${holds} on hold`)
    same(await data(User.Account.getAccountInformation(id)), { currency, available, holds }, 'account')
    return `${available} USDT to trade with`
  })
  await step('fee', async () => {
    const [row] = await data(User.TradeFee.getActualFeeRateBySymbols(SYMBOL))
    check(row.symbol === SYMBOL && Number(row.takerFeeRate) > 0, `not a fee: ${JSON.stringify(row)}`)
    return row.takerFeeRate
  })

  await step('limit buy', async () => {
    ({ orderId } = await add({ clientOid, type: 'limit', price }))
    const placed = { id: orderId, clientOid, symbol: SYMBOL, type: 'limit', side: 'buy', price, size: SIZE, active: true }
    same(await detail(orderId), placed, 'by id')
    same(await data(Trade.Orders.obtainDetailsOfASingleHfOrder({ clientOid, symbol: SYMBOL })), placed, 'by client id')
    const rows = (await data(Trade.Orders.obtainListOfActiveHfOrders({ symbol: SYMBOL }))).filter(({ id }) => id === orderId)
    check(rows.length === 1, `among the open orders ${rows.length} times`)
    same(rows[0], placed, 'in the list')
    check(units((await balance('USDT')).holds) >= units(price) / 1000n, 'nothing is on hold')
    return `${orderId} at ${price}`
  })
  await step('modify', async () => {
    const newPrice = String(Number(price) - 1000)
    const { newOrderId } = await data(Trade.Orders.modifyOrder({ symbol: SYMBOL, orderId, newPrice }))
    same(await detail(orderId), { active: false, dealSize: '0' }, 'the old order')
    same(await detail(newOrderId), { active: true, price: newPrice, size: SIZE }, 'the new order')
    orderId = newOrderId
    return `${orderId} at ${newPrice}`
  })
  await step('cancel', async () => {
    same(await data(Trade.Orders.cancelOrdersByOrderId({ orderId, symbol: SYMBOL })), { orderId }, 'cancelled')
    same(await detail(orderId), { active: false, dealSize: '0', cancelExist: true }, 'by id')
    same(await balance('USDT'), { holds: '0' }, 'USDT')
    return orderId
  })
  await step('market buy', async () => {
    const before = units((await balance('BTC')).balance)
    ;({ orderId } = await add({ clientOid: `${clientOid}-m`, type: 'market' }))
    const order = await until('the fill', async () => {
      const found = await detail(orderId)
      return !found.active && found
    })
    same(order, { dealSize: SIZE, type: 'market' }, 'order')
    const { items } = await data(Trade.Fills.getHfTransactionRecords({ orderId, symbol: SYMBOL }))
    const sum = name => items.reduce((total, row) => total + units(row[name]), 0n)
    check(sum('size') === units(SIZE) && sum('funds') === units(order.dealFunds) && sum('fee') === units(order.fee), 'other fills')
    check(units((await balance('BTC')).balance) - before === units(SIZE), 'another balance')
    const done = await data(Trade.Orders.obtainListOfFilledHfOrders({ symbol: SYMBOL }))
    check(done.items.some(({ id }) => id === orderId), 'not among the closed orders')
    const [row] = await data(User.Account.getHighFrequencyAccountLedger({ currency: 'BTC', bizType: 'TRADE_EXCHANGE' }))
    check(JSON.parse(row.context).orderId === orderId && row.direction === 'in', `not in the ledger: ${JSON.stringify(row)}`)
    return `${orderId} for ${order.dealFunds} and a fee of ${order.fee} USDT`
  })
  await step('transfer', async () => {
    const totals = async () => [(await balance('USDT', 'main')).balance, (await balance('USDT')).balance]
    const move = (fromAccountType, toAccountType) => data(User.Account.universalTransfer({
      clientOid: `${clientOid}-${fromAccountType}`, currency: 'USDT', amount: '12.5', type: 'INTERNAL', fromAccountType, toAccountType
    }))
    const [main, trade] = await totals()
    const { orderId: id } = await move('MAIN', 'TRADE')
    const [mainLess, tradeMore] = await totals()
    check(units(main) - units(mainLess) === units('12.5') && units(tradeMore) - units(trade) === units('12.5'), `${mainLess} ${tradeMore}`)
    await move('TRADE', 'MAIN')
    check((await totals()).join() === [main, trade].join(), 'not as before')
    return `${id} and back`
  })
  await step('stop order', async () => {
    const stopPrice = String(Math.floor(Number(price) / 2))
    const base = { clientOid: `${clientOid}-v`, symbol: SYMBOL, side: 'buy', type: 'limit', stop: 'loss', stopPrice }
    const { orderId: id } = await data(Trade.StopOrder.postStopOrder(base, { price, size: SIZE }))
    const listed = async () => (await data(Trade.StopOrder.getStopOrderList({ symbol: SYMBOL }))).items.map(row => row.id).join()
    const { price: found, ...order } = await data(Trade.StopOrder.getSingleStopOrderInfo({ orderId: id }))
    same({ ...order, price: String(Number(found)), stopPrice: String(Number(order.stopPrice)) }, { ...base, id, price }, 'stop order')
    check(await listed() === id, 'not the only one in the list')
    const { cancelledOrderIds } = await data(Trade.StopOrder.cancelStopOrder({ orderId: id }))
    check(cancelledOrderIds.join() === id && await listed() === '', 'not cancelled')
    return `${id} at ${stopPrice}`
  })
  await step('refusals', async () => (await Promise.all([
    refused('200004', send().POST('/api/v1/hf/orders', { clientOid, symbol: SYMBOL, side: 'buy', type: 'limit', price, size: '100' })),
    refused('400100', Trade.Orders.cancelOrdersByOrderId({ orderId: '0'.repeat(24), symbol: SYMBOL })),
    refused('900001', Market.Symbols.getTicker('NONE-USDT'))
  ])).join(' '))

  checkLocal((await data(send().POST('/api/v1/bullet-public'))).instanceServers[0].endpoint)
  await step('book stream', async () => {
    const book = new websocket.Level2(SYMBOL)
    websocket.Level2.setLogger(() => {})
    book.listen()
    const holds = () => book.fullSnapshot.bids[price] === SIZE
    await until('the book', () => !book.fullSnapshot.dirty)
    ;({ orderId } = await add({ clientOid: `${clientOid}-b`, type: 'limit', price }))
    await until('the order', holds)
    await data(Trade.Orders.cancelOrdersByOrderId({ orderId, symbol: SYMBOL }))
    await until('the end of the order', () => !holds())
    check(!book.fullSnapshot.dirty, 'the book was built anew')
    const { bids: [[bid]], asks: [[ask]] } = book.getOrderBook(1)
    check(Number(bid) < Number(ask), `crossed: ${bid} ${ask}`)
    return `got the order and lost it, ${bid} ${ask}`
  })
  await step('order and balance streams', async () => {
    const seen = { '/spotMarket/tradeOrdersV2': [], '/account/balance': [] }
    const feed = new websocket.Datafeed(true)
    feed.connectSocket()
    await until('the connection', () => feed.trustConnected)
    for (const topic of Object.keys(seen)) feed.subscribe(topic, message => seen[topic].push(message.data), true)
    const [orders, balances] = Object.values(seen)
    const mine = []
    await until('the pushes', async () => { // the peer does not tell when it has subscribed
      ({ orderId } = await add({ clientOid: `${clientOid}-s${mine.length}`, type: 'limit', price }))
      await data(Trade.Orders.cancelOrdersByOrderId({ orderId, symbol: SYMBOL }))
      mine.push(orderId)
      return ['received', 'open', 'canceled'].every(type => orders.some(row => row.type === type && mine.includes(row.orderId))) &&
        balances.some(({ currency, relationContext }) => currency === 'USDT' && mine.includes(relationContext.orderId))
    })
    return `${orders.length} and ${balances.length}`
  })
}

const [, script, ...args] = process.argv
if (args.length !== 5) {
  console.error(`usage: ${path.basename(script)} FOLDER BASE_URL KEY SECRET PASSPHRASE`)
  process.exit(1)
}
day(...args).then(() => process.exit(0), error => { // the peer has no word for "stop"
  console.error(`wrong: ${error.message}`)
  process.exit(1)
})

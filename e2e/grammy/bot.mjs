// A small bot made with grammY. It knows nothing of the sandbox but its address.
import { Bot, InlineKeyboard } from 'grammy';

const bot = new Bot(process.env.BOT_TOKEN, { client: { apiRoot: process.env.API_ROOT } });

bot.command('start', (ctx) => ctx.reply('How much?', { reply_markup: new InlineKeyboard().text('5 €', 'give:500').text('10 €', 'give:1000') }));

bot.callbackQuery(/^give:(\d+)$/, async (ctx) => {
  await ctx.answerCallbackQuery('Here is your invoice');
  await ctx.editMessageText('<b>Thank you!</b> Please pay below.', { parse_mode: 'HTML' });
  await ctx.replyWithInvoice('A gift', 'For the boat', 'gift-' + ctx.match[1], 'EUR', [{ label: 'Gift', amount: Number(ctx.match[1]) }], {
    provider_token: '1:TEST:grammy', start_parameter: 'gift', max_tip_amount: 500, suggested_tip_amounts: [100, 200],
  });
});

bot.on('pre_checkout_query', (ctx) => ctx.answerPreCheckoutQuery(true));

bot.on('message:successful_payment', (ctx) => {
  const { total_amount, currency, invoice_payload } = ctx.message.successful_payment;
  return ctx.reply(`Received ${total_amount} ${currency} for ${invoice_payload}`);
});

bot.catch(({ error }) => {
  console.error(error);
  process.exitCode = 1;
});

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => bot.stop());
await bot.api.setMyCommands([{ command: 'start', description: 'Give' }]);
await bot.start();

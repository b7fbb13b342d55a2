package demo

import "candor/models"

// hearings are those of a desk that has worked for three months, the oldest first. They are read only. Of each kind and reason there are
// three that were decided, so that whoever opens one that waits, the teacher's too, sees what became of others like it.
var hearings = []hearing{
	{
		kind: models.SanctionDeactivate, code: "identity_shared", maker: "reviewer", judge: "lead2", made: 88,
		why:  "Signs in from a device that two other customers have used; taken for one person behind three names.",
		lang: "zh-CN", channel: "phone", filed: 86, words: "那台平板电脑是我和两个室友合买的，我们都用它登录过自己的账户。我可以出示身份证和租房合同。",
		asked: []string{"id_card", "explanation"}, askedOn: 85, answered: 83, reviewed: 82, decided: 81,
		finding: "Identity card matches the account; the lease names the other two customers.",
		verdict: models.Verdict{
			Outcome: models.OutcomeOverturn, Reason: "Three flatmates, three identity cards, one tablet. Nothing else speaks against the customer.",
			CustomerText: "我们核对了您的身份证和租房合同，确认这台平板电脑由几位室友共用，停用账户的决定有误。您的账户已恢复。给您带来不便，我们深表歉意。",
		},
	}, {
		kind: models.SanctionRestrict, code: "account_takeover", maker: "reviewer2", judge: "lead", made: 80,
		why:  "New phone and a changed password within ten minutes, then a transfer to a new payee.",
		lang: "en", channel: "email", filed: 79, words: "I bought a new phone and set everything up again in one evening. The transfer was my rent, to my new landlord.",
		reviewed: 77, decided: 77,
		verdict: models.Verdict{
			Outcome: models.OutcomeOverturn, Reason: "The old phone confirmed the new one before the password changed; the payee is a letting agent.",
			CustomerText: "We have confirmed that the new phone and the transfer were yours. The restriction is lifted, and we are sorry for the trouble.",
		},
	}, {
		kind: models.SanctionFreeze, code: "cash_out", late: true, maker: "reviewer", judge: "lead2", made: 79,
		why:  "Nine refunds at one counter in a week, each soon after a purchase of the same amount; bills are not paid.",
		lang: "zh-CN", channel: "branch", filed: 74, words: "我只是退了几件不合适的商品，并没有套现。请解冻我的账户。",
		asked: []string{"purchase_proof", "bank_statement"}, askedOn: 73, answered: 69, reviewed: 66, decided: 64,
		finding: "Two of nine receipts; the statement shows the merchant paying most of the sums back by transfer.",
		verdict: models.Verdict{
			Outcome: models.OutcomeUphold, Reason: "The merchant's transfers are the cash that was drawn. Receipts for seven purchases do not exist.",
			CustomerText: "您提供的凭证只能说明其中两笔交易，银行流水显示其余款项由商户转回给您。因此冻结继续有效。您可以补充其他凭证后再次申诉。",
		},
	}, {
		kind: models.SanctionLimitCut, code: "unusual_spending", maker: "reviewer2", judge: "lead", made: 70,
		why:  "Three large purchases of furniture and appliances within two days, eight times the usual month.",
		lang: "zh-CN", channel: models.ChannelPortal, filed: 68, words: "我刚搬进新房，所以集中买了家具和家电，每一笔都有发票。我一直按时还款，请恢复原来的额度。",
		asked: []string{"purchase_proof"}, askedOn: 67, answered: 65, reviewed: 64, decided: 63,
		finding: "Invoices for all three purchases, delivered to the address of the new flat.",
		verdict: models.Verdict{
			Outcome: models.OutcomeOverturn, Reason: "A move explains it; every invoice is there and bills were paid in full throughout.",
			CustomerText: "您提供的发票说明这些消费用于新居，且您一直按时还款。额度已恢复到调整之前的水平，感谢您的配合。",
		},
	}, {
		kind: models.SanctionDeactivate, code: "identity_shared", maker: "reviewer2", judge: "lead", made: 66,
		why:  "The number of the bank card pays the bills of two further accounts with other names.",
		lang: "en", channel: "letter", filed: 58, words: "The card is mine. I pay my parents' bills with it because they do not bank online. Please do not close my account for that.",
		asked: []string{"id_card", "bank_statement"}, askedOn: 57, answered: 50, reviewed: 48, decided: 47,
		finding: "Identity card in order; the statement shows payments for two relatives, and no confirmation from them yet.",
		verdict: models.Verdict{
			Outcome: models.OutcomeReplace, Reason: "One person, and a card that pays for others. Purchases are no risk; cash stays closed until the relatives confirm.",
			CustomerText: "Your account is open again and you can buy with it. Drawing cash and transfers stay closed for sixty days, or until your parents confirm that you pay for them.",
		},
	}, {
		kind: models.SanctionFreeze, code: "cash_out", maker: "reviewer", judge: "lead2", made: 62,
		why:  "Prepaid cards for a large sum, twelve in one afternoon, none bought before.",
		lang: "zh-CN", channel: "phone", filed: 60, words: "这些购物卡是公司工会托我代买的节日福利，单位后来已经把钱还给我了。账户被冻结已经影响我的生活。",
		reviewed: 44, decided: 36,
		verdict: models.Verdict{
			Outcome: models.OutcomeOverturn, Reason: "The employer confirmed the order in writing. Decided four days late: the appeal lay unassigned for two weeks.",
			CustomerText: "经核实，这些购物卡确由您代单位购买，冻结已解除。我们的答复晚于承诺的日期，对此我们深表歉意。",
		},
	}, {
		kind: models.SanctionLimitCut, code: "unusual_spending", late: true, maker: "reviewer", judge: "lead2", made: 50,
		why:  "Spending has tripled within a month while the last bill is past due.",
		lang: "en", channel: models.ChannelPortal, filed: 47, words: "I am going to pay the bill next month. I need the whole limit until then.",
		reviewed: 41, decided: 40,
		verdict: models.Verdict{
			Outcome: models.OutcomeUphold, Reason: "The bill is still unpaid; a higher limit would only add to what is owed.",
			CustomerText: "A bill is still unpaid, so the lower limit stays. It is looked at again once the bill has been paid.",
		},
	}, {
		kind: models.SanctionRestrict, code: "account_takeover", maker: "reviewer2", judge: "lead", made: 44,
		why:  "Sign-in from a city far from home, then two attempts to transfer out.",
		lang: "zh-CN", channel: "phone", filed: 43, words: "我在外地出差，登录是我本人。那两笔转账我没有操作过，但请先让我能正常购物。",
		asked: []string{"id_card"}, askedOn: 42, answered: 40, reviewed: 39, decided: 38,
		finding: "Identity card and a call back to the known number: the customer is who they say.",
		verdict: models.Verdict{
			Outcome: models.OutcomePartly, Reason: "The customer is known and may buy; who tried the transfers is not, so money does not leave yet.",
			CustomerText: "我们已确认是您本人，购物功能已恢复。由于那两次转账并非您本人操作，取现和转出仍暂停，以保护您的资金。",
		},
	}, {
		kind: models.SanctionDeactivate, code: "identity_shared", late: true, maker: "reviewer", judge: "lead2", made: 42,
		why:  "The face of the check at sign-up matches an account that was closed with debts.",
		lang: "zh-CN", channel: "branch", filed: 38, words: "我以前没有开过账户，你们一定是弄错了。",
		asked: []string{"id_card", "explanation"}, askedOn: 37, answered: 33, reviewed: 31, decided: 29,
		finding: "The card shown in the branch has the number of the closed account; no explanation was given.",
		verdict: models.Verdict{
			Outcome: models.OutcomeUphold, Reason: "The same person under two numbers, as the card itself shows.",
			CustomerText: "您出示的证件与另一个已关闭账户的登记信息一致，因此停用决定维持不变。如果您能说明两个账户的关系，可以再次申诉。",
		},
	}, {
		kind: models.SanctionFreeze, code: "cash_out", maker: "reviewer2", judge: "lead", made: 33,
		why:  "Buys from a merchant under watch and receives transfers from two of its other customers.",
		lang: "en", channel: "email", filed: 30, words: "I sell used cameras to people I meet at that shop. They pay me by transfer. I did not know that this is a problem.",
		asked: []string{"bank_statement", "explanation"}, askedOn: 29, answered: 26, reviewed: 23, decided: 22,
		finding: "Listings of the cameras and the talks with both buyers; the sums agree with the transfers.",
		verdict: models.Verdict{
			Outcome: models.OutcomeReplace, Reason: "The sales are real. Cash and transfers stay closed while the merchant is looked into.",
			CustomerText: "The freeze is lifted and you can buy again. Drawing cash and transfers stay closed for up to sixty days while we look into the shop, not into you.",
		},
	}, {
		kind: models.SanctionLimitCut, code: "unusual_spending", maker: "reviewer2", judge: "lead2", made: 25,
		why:  "Four flights and a hotel in one hour, more than in the whole year before.",
		lang: "zh-CN", channel: "phone", filed: 23, words: "这是全家旅行的机票和酒店，订单都在我名下。请恢复额度，我们还要付余下的费用。",
		reviewed: 20, decided: 19,
		verdict: models.Verdict{
			Outcome: models.OutcomeOverturn, Reason: "Passengers are the customer's family, the bookings are refundable, bills were always paid.",
			CustomerText: "经核实，这些订单是您为家人预订的旅行。额度已恢复，祝您旅途愉快。",
		},
	}, {
		kind: models.SanctionRestrict, code: "account_takeover", maker: "reviewer", judge: "lead", made: 19,
		why:  "The phone number was moved to a new card an hour before the password was changed.",
		lang: "en", channel: models.ChannelPortal, filed: 17, words: "I only changed my phone card. Everything that happened was me.",
		reviewed: 13, decided: 12,
		verdict: models.Verdict{
			Outcome: models.OutcomeUphold, Reason: "The known mail address says the opposite; whoever wrote did not answer the call back.",
			CustomerText: "We could not confirm that it was you. To protect the account it stays restricted until you show your identity card in a branch.",
		},
	}, {
		kind: models.SanctionFreeze, code: "cash_out", maker: "reviewer", judge: "lead2", made: 19,
		why:  "Six purchases and refunds of the same amount with one merchant within three days.",
		lang: "en", channel: "letter", filed: 17, reviewed: 16,
		words: "The shop charged me again and again by mistake and gave the money back each time. They will confirm it if you ask them.",
	}, {
		kind: models.SanctionRestrict, code: "account_takeover", maker: "reviewer2", judge: "lead", made: 7,
		why:  "Two sign-ins from another city within the hour, with a device that was never seen before.",
		lang: "zh-CN", channel: models.ChannelPortal, filed: 6, asked: []string{"id_card", "explanation"}, askedOn: 5,
		words: "我换了新手机，又正好回老家探亲，登录的是我本人。请尽快解除限制，我需要转账给家人。",
	},
}

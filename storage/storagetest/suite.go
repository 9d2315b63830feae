// Package storagetest is what every engine of the ledger has to pass: each verb, each
// refusal, a model under random operations, concurrent writers and reopening. It knows
// engines by their interface only; what can be seen only in one engine's files is
// tested beside that engine.
package storagetest

import (
	"testing"

	"github.com/donatebot/donatebot/storage"
)

// Opener opens the same ledger each time. The engine that it returned before must be
// closed by then.
type Opener func() (storage.Engine, error)

// Fresh makes a place for a ledger that does not exist yet, and returns how to open
// it. What it takes is gone when the test ends.
type Fresh func(testing.TB) Opener

// Run runs the suite on an engine.
func Run(t *testing.T, fresh Fresh) {
	for name, test := range map[string]func(*testing.T, Fresh){
		"a payment is recorded once":                        testRecordedOnce,
		"money that does not fit is kept for review":        testReview,
		"what was closed is kept":                           testClosedIsKept,
		"a refund is an adjustment of its day":              testRefund,
		"a review is accepted once":                         testAcceptReview,
		"an adjustment of no receipt is refused":            testNoReceipt,
		"a Stars refund may come before its payment":        testRefundBeforePayment,
		"a Stars refund closed by hand stays closed":        testRefundClosedBefore,
		"administrators hear of unmatched refunds once":     testAlertUnmatched,
		"closing an item is not undone by an alert":         testCloseWhileAlerting,
		"adjustments at once happen once":                   testAdjustmentsAtOnce,
		"a campaign that is gone keeps its title":           testTitle,
		"an approval is marked until it is paid or told of": testApproval,
		"one unpaid checkout of a group is closed":          testCloseOneUnpaid,
		"an unpaid checkout stays for a day":                testUnpaidStaysForADay,
		"an unpaid checkout of which little can be read":    testDamagedUnpaid,
		"an approval that Telegram did not take":            testWithdrawApproval,
		"an approval that can't be read holds up no other":  testDamagedApproval,
		"an unpaid checkout is closed":                      testCloseUnpaid,
		"an approval by a stranger":                         testApprovalOfStranger,
		"expired invoices are swept":                        testSweep,
		"open invoices keep their currency":                 testOpenInvoiceCurrencies,
		"receipts restart each year and mode":               testSeries,
		"an invoice reads back as it was":                   testInvoice,
		"a donor reads back as they were":                   testDonor,
		"messages read back as they were":                   testMessages,
		"texts come back as they came":                      testOddTexts,
		"a donation without a donor":                        testNobody,
		"a ledger has an id that stays":                     testLedgerID,
		"numbers that were leapt over are known":            testGaps,
		"the last poll is noted":                            testLastPoll,
		"a group that has become a supergroup is noted":     testMovedChat,
		"a message is requeued as it is now":                testRequeue,
		"wake after messages":                               testWake,
		"an export ends with its reader":                    testExportEnds,
		"an export takes what its filter wants":             testExportFilter,
		"an export has pages":                               testExportPages,
		"repair keeps titles and figures":                   testRepair,
		"writers share commits":                             testWriters,
		"one failure takes nobody with it":                  testFailureAmongOthers,
		"a failing commit writes nothing":                   testFailingCommit,
		"an unreadable invoice loses no payment":            testUnreadableInvoice,
		"a context ends the wait":                           testContext,
		"nil means written":                                 testNilMeansWritten,
		"a closed ledger takes nothing":                     testClosed,
		"everything is there after reopening":               testReopen,
		"damage of what derives stops no payment":           testDamagedDerived,
		"an export passes over what is damaged":             testExportPassesOver,
		"an export is one view":                             testExportIsOneView,
		"a closed year stays closed":                        testClosedYear,
		"a payment that could not be read is booked":        testBook,
		"refunds in part, disputes and their undoing":       testPartsAndUndo,
		"requests at once are done once":                    testRequestsAtOnce,
		"a Stars refund has Telegram's date":                testStarsRefundOfYesterday,
		"a refund of Stars keeps who asked for it":          testStarsIntent,
		"a refund of Stars is recorded by Telegram alone":   testStarsAreNotNoted,
		"the ledger follows its model":                      testModel,
	} {
		t.Run(name, func(t *testing.T) { test(t, fresh) })
	}
}

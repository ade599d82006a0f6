using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;

namespace Quittance.Domain.Tests.Payments;

/// <summary>What the payer says of its own payments, by type and status.</summary>
public sealed class PayingByHand
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static readonly TransactionFailure Failure = new("PROCESSING_ERROR", "The payer voided the payment");

    public static TheoryData<TransactionType, TransactionStatus> Cases => new(
        from type in Enum.GetValues<TransactionType>()
        from status in Enum.GetValues<TransactionStatus>()
        select (type, status));

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_payers_word_completes_fails_or_voids_only_what_no_rail_moves(TransactionType type, TransactionStatus status)
    {
        var before = In(type, status);
        var isByHand = type is TransactionType.Custom or TransactionType.OffPlatform or TransactionType.BankAccountToPrintedCheck;

        Leads(isByHand && status == TransactionStatus.Created ? TransactionStatus.Completed : null, null, () => before.CompleteByHand(Now));
        Leads(type == TransactionType.Custom && status == TransactionStatus.Created ? TransactionStatus.Failed : null, Failure, () => before.FailByHand(Failure, Now));
        Leads(
            type is TransactionType.Custom or TransactionType.BankAccountToPrintedCheck && status == TransactionStatus.Completed ? TransactionStatus.Returned : null,
            Failure, () => before.Void(Failure, Now));
    }

    [Theory]
    [InlineData("R01", FailedSide.Source, InvoiceFailureType.InsufficientFunds)]
    [InlineData("R02", FailedSide.Source, InvoiceFailureType.SourcePaymentError)]
    [InlineData("R29", FailedSide.Source, InvoiceFailureType.SourcePaymentError)]
    [InlineData("R01", FailedSide.Destination, InvoiceFailureType.DestinationPaymentError)]
    [InlineData("R03", FailedSide.Destination, InvoiceFailureType.DestinationPaymentError)]
    [InlineData("R01", null, InvoiceFailureType.ProcessingError)]
    public void A_bill_says_whose_account_it_was(string code, FailedSide? side, InvoiceFailureType expected) =>
        Assert.Equal(expected, new TransactionFailure(code, "x").OnInvoices(side));

    private static void Leads(TransactionStatus? expected, TransactionFailure? failure, Func<Transaction> step)
    {
        if (expected is null)
        {
            Assert.Equal(Refusal.PaymentStepRefused, Assert.Throws<RefusedException>(step).Refusal);
            return;
        }

        var after = step();
        Assert.Equal((expected, failure, Now), (after.Status, after.Failure, after.UpdatedAt));
    }

    private static Transaction In(TransactionType type, TransactionStatus status) => new(
        TransactionId.New(Now), type, status, new Money(1, Currency.Usd), BusinessId.New(Now), BusinessId.New(Now), PaymentMethodId.New(Now),
        PaymentMethodId.New(Now), null, null, Now.AddDays(-1), Now.AddDays(-1));
}

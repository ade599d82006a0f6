using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;

namespace Quittance.Domain.Tests.Payments;

/// <summary>Every status of a payment order × every operation, as one matrix.</summary>
public sealed class EveryStepOfAPaymentOrder
{
    private const string Matrix =
        """
                  Scheduled   Processing  Completed   Failed      Canceled
        Start     Processing  -           -           -           -
        Complete  -           Completed   -           -           -
        Fail      -           Failed      -           -           -
        Return    -           -           Failed      -           -
        Cancel    Canceled    -           -           -           -
        CallOff   -           Canceled    -           -           -
        """;

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static readonly TransactionId Transaction = TransactionId.New(Now);

    private static readonly Dictionary<string, Func<PaymentOrder, PaymentOrder>> Operations = new()
    {
        [nameof(PaymentOrder.Start)] = order => order.Start(Transaction, Now.AddMinutes(1)),
        [nameof(PaymentOrder.Complete)] = order => order.Complete(Now.AddMinutes(1)),
        [nameof(PaymentOrder.Fail)] = order => order.Fail(Now.AddMinutes(1)),
        [nameof(PaymentOrder.Return)] = order => order.Return(Now.AddMinutes(1)),
        [nameof(PaymentOrder.Cancel)] = order => order.Cancel(Now.AddMinutes(1)),
        [nameof(PaymentOrder.CallOff)] = order => order.CallOff(Now.AddMinutes(1)),
    };

    private static readonly Dictionary<(string Operation, PaymentOrderStatus Status), string> Expected = ReadMatrix();

    public static TheoryData<string, PaymentOrderStatus> Cases => new(
        from operation in Operations.Keys
        from status in Enum.GetValues<PaymentOrderStatus>()
        select (operation, status));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Leads_where_the_matrix_says(string operation, PaymentOrderStatus status)
    {
        var before = In(status);
        if (Expected[(operation, status)] == "-")
        {
            Assert.Equal(Refusal.PaymentStepRefused, Assert.Throws<RefusedException>(() => Operations[operation](before)).Refusal);
            return;
        }

        var after = Operations[operation](before);

        Assert.Equal(Expected[(operation, status)], $"{after.Status}");
        Assert.Equal(Now.AddMinutes(1), after.UpdatedAt);
        Assert.Equal(operation != nameof(PaymentOrder.Cancel), after.TransactionId is not null);
    }

    private static PaymentOrder In(PaymentOrderStatus status) => new(
        PaymentOrderId.New(Now), InvoiceId.New(Now), BusinessId.New(Now), BusinessId.New(Now), new Money(1, Currency.Usd), PaymentMethodId.New(Now),
        PaymentMethodId.New(Now), ClearingSpeed.Standard, new DateOnly(2026, 3, 2), null, status,
        status is PaymentOrderStatus.Scheduled or PaymentOrderStatus.Canceled ? null : Transaction, Now, Now);

    private static Dictionary<(string Operation, PaymentOrderStatus Status), string> ReadMatrix()
    {
        var rows = Matrix.Split('\n').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var statuses = rows[0].Select(Enum.Parse<PaymentOrderStatus>).ToList();
        return rows.Skip(1)
            .SelectMany(row => statuses.Select((status, column) => (Case: (row[0], status), Outcome: row[column + 1])))
            .ToDictionary(cell => cell.Case, cell => cell.Outcome);
    }
}

using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using static Quittance.Domain.Tests.Invoices.Bills;

namespace Quittance.Domain.Tests.Invoices;

/// <summary>Every status × every operation × whoever may try it, as one matrix. A case that the matrix lacks fails.</summary>
public sealed class EveryStepOfAnInvoice
{
    /// <summary>What can be tried.</summary>
    public enum Operation
    {
        Edit,
        EditMemo,
        Amend,
        Submit,
        Approve,
        Decline,
        Revise,
        Cancel,
        Schedule,
        Unschedule,
        StartPayment,
        CallOffPayment,
        Settle,
        PayOffPlatform,
        Fail,
        FailOffPlatform,
        Return,
        Archive,
        Delete,
    }

    /// <summary>Who tries it: the two sides of a bill that the payee wrote, and the payer of a bill that the payer wrote.</summary>
    public enum Who
    {
        Payer,
        Payee,
        WritingPayer,
    }

    // A status: that is where it leads; deleted: it may go. Else why not: step (not in this status), frozen, payer (only the
    // payer may), author (only who wrote it, or the payee, may).
    private const string Matrix =
        """
                                     Draft      Submitted  Approved   Declined   Scheduled  Paying     Failed     Paid       Canceled   Archived
        Edit           Payer         author     author     author     author     author     author     author     author     author     author
        Edit           Payee         Draft      frozen     step       step       step       step       step       step       step       step
        Edit           WritingPayer  Draft      frozen     step       step       step       step       step       step       step       step
        EditMemo       Payer         author     author     author     author     author     author     author     author     author     author
        EditMemo       Payee         Draft      Submitted  step       step       step       step       step       step       step       step
        EditMemo       WritingPayer  Draft      Submitted  step       step       step       step       step       step       step       step
        Amend          Payer         author     author     author     author     author     author     author     author     author     author
        Amend          Payee         Draft      Submitted  Approved   step       Scheduled  step       Failed     step       step       step
        Amend          WritingPayer  Draft      Submitted  Approved   step       Scheduled  step       Failed     step       step       step
        Submit         Payer         author     author     author     author     author     author     author     author     author     author
        Submit         Payee         Submitted  step       step       step       step       step       step       step       step       step
        Submit         WritingPayer  Submitted  step       step       step       step       step       step       step       step       step
        Approve        Payer         step       Approved   step       step       step       step       step       step       step       step
        Approve        Payee         payer      payer      payer      payer      payer      payer      payer      payer      payer      payer
        Approve        WritingPayer  step       Approved   step       step       step       step       step       step       step       step
        Decline        Payer         step       Declined   step       step       step       step       step       step       step       step
        Decline        Payee         payer      payer      payer      payer      payer      payer      payer      payer      payer      payer
        Decline        WritingPayer  step       Declined   step       step       step       step       step       step       step       step
        Revise         Payer         author     author     author     author     author     author     author     author     author     author
        Revise         Payee         step       Draft      step       Draft      step       step       Draft      step       Draft      step
        Revise         WritingPayer  step       Draft      step       Draft      step       step       Draft      step       Draft      step
        Cancel         Payer         author     author     Canceled   author     Canceled   step       Canceled   step       step       step
        Cancel         Payee         Canceled   Canceled   payer      Canceled   payer      step       payer      step       step       step
        Cancel         WritingPayer  Canceled   Canceled   Canceled   Canceled   Canceled   step       Canceled   step       step       step
        Schedule       Payer         step       step       Scheduled  step       step       step       Scheduled  step       step       step
        Schedule       Payee         payer      payer      payer      payer      payer      payer      payer      payer      payer      payer
        Schedule       WritingPayer  step       step       Scheduled  step       step       step       Scheduled  step       step       step
        Unschedule     Payer         step       step       step       step       Approved   step       step       step       step       step
        Unschedule     Payee         payer      payer      payer      payer      payer      payer      payer      payer      payer      payer
        Unschedule     WritingPayer  step       step       step       step       Approved   step       step       step       step       step
        StartPayment   Payer         step       step       Paying     step       Paying     step       step       step       step       step
        StartPayment   Payee         step       step       Paying     step       Paying     step       step       step       step       step
        StartPayment   WritingPayer  step       step       Paying     step       Paying     step       step       step       step       step
        CallOffPayment Payer         step       step       step       step       step       Approved   step       step       step       step
        CallOffPayment Payee         step       step       step       step       step       Approved   step       step       step       step
        CallOffPayment WritingPayer  step       step       step       step       step       Approved   step       step       step       step
        Settle         Payer         step       step       step       step       step       Paid       step       step       step       step
        Settle         Payee         step       step       step       step       step       Paid       step       step       step       step
        Settle         WritingPayer  step       step       step       step       step       Paid       step       step       step       step
        PayOffPlatform Payer         step       step       Paid       step       Paid       step       step       step       step       step
        PayOffPlatform Payee         payer      payer      payer      payer      payer      payer      payer      payer      payer      payer
        PayOffPlatform WritingPayer  step       step       Paid       step       Paid       step       step       step       step       step
        Fail           Payer         step       step       step       step       step       Failed     step       step       step       step
        Fail           Payee         step       step       step       step       step       Failed     step       step       step       step
        Fail           WritingPayer  step       step       step       step       step       Failed     step       step       step       step
        FailOffPlatform Payer        step       step       Failed     step       Failed     step       step       step       step       step
        FailOffPlatform Payee        payer      payer      payer      payer      payer      payer      payer      payer      payer      payer
        FailOffPlatform WritingPayer step       step       Failed     step       Failed     step       step       step       step       step
        Return         Payer         step       step       step       step       step       step       step       Failed     step       Failed
        Return         Payee         step       step       step       step       step       step       step       Failed     step       Failed
        Return         WritingPayer  step       step       step       step       step       step       step       Failed     step       Failed
        Archive        Payer         step       step       step       step       step       step       step       Archived   step       step
        Archive        Payee         step       step       step       step       step       step       step       Archived   step       step
        Archive        WritingPayer  step       step       step       step       step       step       step       Archived   step       step
        Delete         Payer         author     author     author     author     author     author     author     author     author     author
        Delete         Payee         deleted    step       step       step       step       step       step       step       step       step
        Delete         WritingPayer  deleted    step       step       step       step       step       step       step       step       step
        """;

    private static readonly Dictionary<(Operation Operation, Who Who, InvoiceStatus Status), string> Expected = ReadMatrix();

    public static TheoryData<Operation, Who, InvoiceStatus> Cases => new(
        from operation in Enum.GetValues<Operation>()
        from who in Enum.GetValues<Who>()
        from status in Enum.GetValues<InvoiceStatus>()
        select (operation, who, status));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Leads_where_the_matrix_says(Operation operation, Who who, InvoiceStatus status)
    {
        var invoice = In(status, who == Who.WritingPayer ? ConnectionRole.Payer : ConnectionRole.Payee);

        Assert.Equal(Expected[(operation, who, status)], Outcome(operation, invoice, who == Who.Payee ? ConnectionRole.Payee : ConnectionRole.Payer));
    }

    private static string Outcome(Operation operation, Invoice invoice, ConnectionRole by)
    {
        try
        {
            return Try(operation, invoice, by) is { } after ? $"{after.Status}" : "deleted";
        }
        catch (RefusedException refused)
        {
            return refused.Refusal switch
            {
                Refusal.InvoiceStepRefused => "step",
                Refusal.InvoiceFrozen => "frozen",
                Refusal.PayerOnly => "payer",
                Refusal.AuthorOnly => "author",
                var other => $"{other}",
            };
        }
    }

    private static Invoice? Try(Operation operation, Invoice invoice, ConnectionRole by)
    {
        var later = Now.AddMinutes(1);
        switch (operation)
        {
            case Operation.Edit:
                return invoice.Edit(by, new Money(200_00, Currency.Usd), invoice.DueDate, invoice.Details, later);
            case Operation.EditMemo:
                return invoice.Edit(by, invoice.Amount, invoice.DueDate, invoice.Details with { Memo = "April" }, later);
            case Operation.Amend:
                return invoice.Amend(by, invoice.Details with { Number = "INV-2" }, later);
            case Operation.Submit:
                return invoice.Submit(by, later);
            case Operation.Approve:
                return invoice.Approve(by, "user:bob", later);
            case Operation.Decline:
                return invoice.Decline(by, "no", later);
            case Operation.Revise:
                return invoice.Revise(by, later);
            case Operation.Cancel:
                return invoice.Cancel(by, later);
            case Operation.Schedule:
                return invoice.Schedule(by, later);
            case Operation.Unschedule:
                return invoice.Unschedule(by, later);
            case Operation.StartPayment:
                return invoice.StartPayment(later);
            case Operation.CallOffPayment:
                return invoice.CallOffPayment(later);
            case Operation.Settle:
                return invoice.Settle(invoice.Amount, later);
            case Operation.PayOffPlatform:
                return invoice.PayOffPlatform(by, later);
            case Operation.Fail:
                return invoice.Fail(later);
            case Operation.FailOffPlatform:
                return invoice.FailOffPlatform(by, later);
            case Operation.Return:
                return invoice.Return(invoice.Amount, later);
            case Operation.Archive:
                return invoice.Archive(later);
            case Operation.Delete:
                invoice.RequireDeletable(by);
                return null;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation));
        }
    }

    private static Dictionary<(Operation Operation, Who Who, InvoiceStatus Status), string> ReadMatrix()
    {
        var rows = Matrix.Split('\n').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var statuses = rows[0].Select(Enum.Parse<InvoiceStatus>).ToList();
        return rows.Skip(1)
            .SelectMany(row => statuses.Select((status, column) => (
                Case: (Enum.Parse<Operation>(row[0]), Enum.Parse<Who>(row[1]), status),
                Outcome: row[column + 2])))
            .ToDictionary(cell => cell.Case, cell => cell.Outcome);
    }
}

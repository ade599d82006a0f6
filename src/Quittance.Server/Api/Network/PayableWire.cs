using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Domain.Invoices;
using Quittance.Server.Invoices;

namespace Quittance.Server.Api.Network;

/// <summary>A new payable.</summary>
public sealed record PayableRequest(
    [property: Required] string? ConnectionId,
    [property: MaxLength(Limits.NameMax), Description("Unique within the connection; needed when it is submitted.")] string? InvoiceNumber,
    [property: Required, Description("Major units, above zero, such as 2500.00.")] decimal? Amount,
    [property: Description("ISO 4217."), DefaultValue("USD")] string? Currency,
    [property: Description("YYYY-MM-DD; today, UTC, without it.")] string? InvoiceDate,
    [property: Description("YYYY-MM-DD; by the connection's net terms without it.")] string? DueDate,
    [property: MaxLength(Limits.TextMax)] string? Memo,
    [property: Description("If there are any, they add up to the amount; with the tax, if they state tax rates.")] IReadOnlyList<LineItemRequest?>? LineItems,
    [property: Description("DRAFT or SUBMITTED."), DefaultValue("DRAFT")] string? Status)
{
    private static readonly Dictionary<string, bool> SubmitByStatus = new(StringComparer.Ordinal) { ["DRAFT"] = false, ["SUBMITTED"] = true };

    internal NewInvoice Checked()
    {
        var check = new Check();
        var connection = check.Required("connectionId", ConnectionId);
        var submit = check.OneOf("status", Status, SubmitByStatus) ?? false;
        var number = submit ? check.Required("invoiceNumber", InvoiceNumber) : check.Optional("invoiceNumber", InvoiceNumber);
        var amount = PayableFields.Amount(check, Amount, check.Currency("currency", Currency, Domain.Currency.Usd));
        var (date, memo) = (check.Date("invoiceDate", InvoiceDate), check.Optional("memo", Memo, Limits.TextMax));
        var lines = PayableFields.Lines(check, LineItems, amount);
        var details = new InvoiceDetails(number, date, memo, InvoiceLine.TaxOf(lines), null, lines);
        var dueDate = check.Date("dueDate", DueDate);
        check.Done();
        return new NewInvoice(NetworkIds.ConnectionOf(connection), amount, dueDate, details, submit);
    }
}

/// <summary>Changes to a payable; what is left out stays as it is, and an empty text takes a value away.</summary>
public sealed record PayablePatch(
    [property: MaxLength(Limits.NameMax)] string? InvoiceNumber,
    [property: Description("Major units, above zero.")] decimal? Amount,
    [property: Description("ISO 4217; with a new one the amount has to be given too.")] string? Currency,
    [property: Description("YYYY-MM-DD")] string? InvoiceDate,
    [property: Description("YYYY-MM-DD")] string? DueDate,
    [property: MaxLength(Limits.TextMax)] string? Memo,
    [property: Description("Replaces all lines. If there are any, they add up to the amount; with the tax, if they state tax rates.")] IReadOnlyList<LineItemRequest?>? LineItems)
{
    internal InvoiceContent CheckedOver(Invoice current)
    {
        var check = new Check();
        if (this == new PayablePatch(null, null, null, null, null, null, null))
        {
            check.Fault("body", "give at least one field to change");
        }

        var currency = check.Currency("currency", Currency, current.Amount.Currency);
        var keepsAmount = Amount is null && currency == current.Amount.Currency;
        var amount = keepsAmount ? current.Amount : PayableFields.Amount(check, Amount, currency);
        var details = LineItems is null
            ? current.Details with { Lines = PayableFields.Kept(check, current, amount) }
            : Replaced(current.Details, PayableFields.Lines(check, LineItems, amount));
        var content = new InvoiceContent(
            amount,
            DueDate is null ? current.DueDate : check.Date("dueDate", DueDate),
            details with
            {
                Number = InvoiceNumber is null ? current.Details.Number : check.Optional("invoiceNumber", InvoiceNumber),
                InvoiceDate = InvoiceDate is null ? current.Details.InvoiceDate : check.Date("invoiceDate", InvoiceDate),
                Memo = Memo is null ? current.Details.Memo : check.Optional("memo", Memo, Limits.TextMax),
            });
        check.Done();
        return content;
    }

    // New lines come to the whole amount, so what an imported bill said of tax and prepayment beside its own lines goes with them.
    private static InvoiceDetails Replaced(InvoiceDetails details, IReadOnlyList<InvoiceLine> lines) => lines.Count == 0
        ? details with { Lines = lines }
        : details with { Lines = lines, TaxMinor = InvoiceLine.TaxOf(lines), PrepaidMinor = null };
}

/// <summary>A line of a payable.</summary>
public sealed record LineItemRequest(
    [property: Required, MaxLength(Limits.TextMax)] string? Description,
    [property: Required, Description("Up to 6 decimals.")] decimal? Quantity,
    [property: Required, Description("Major units, up to 6 decimals; below zero for what is taken off.")] decimal? UnitPrice,
    [property: Range(0, 100), Description("Percent, up to 2 decimals, such as 5.5. If any line states one, the prices of all are without tax; a line without one has none.")]
    decimal? TaxRate = null);

/// <summary>Why a payable is declined.</summary>
/// <param name="ReasonCode">
/// A reason of the French lists (XP Z12-012), for a bill that came from a platform which is told of it. One of the refusal list ends the bill
/// there for good; one of the dispute list, or none, lets the supplier put it right.
/// </param>
public sealed record DeclinePayableRequest([property: Required, MaxLength(Limits.TextMax)] string? Reason, string? ReasonCode)
{
    internal (string Reason, string? Code) Checked()
    {
        var check = new Check();
        var reason = check.Required("reason", Reason, Limits.TextMax);
        if (ReasonCode is not null && !BillStatusReasons.OfDispute.Contains(ReasonCode))
        {
            check.Fault("reasonCode", $"reasonCode must be one of {string.Join(", ", BillStatusReasons.OfDispute.Order(StringComparer.Ordinal))}");
        }

        check.Done();
        return (reason, ReasonCode);
    }
}

/// <summary>A payable.</summary>
public sealed record PayableResponse(
    string Id,
    string ConnectionId,
    [property: Description("DRAFT, SUBMITTED, APPROVED, DECLINED, SCHEDULED, PAID or CANCELLED.")] string Status,
    string? InvoiceNumber,
    [property: Description("Major units.")] decimal Amount,
    string Currency,
    decimal PaidAmount,
    decimal OpenAmount,
    DateOnly? InvoiceDate,
    DateOnly? DueDate,
    string? Memo,
    IReadOnlyList<LineItemResponse> LineItems,
    [property: Description("The VAT contained in the amount, if the bill says.")] decimal? TaxAmount,
    PayablePartyWire Payer,
    PayablePartyWire Payee,
    [property: Description("payer or payee.")] string CreatedBy,
    [property: Description("Who or which rule approved.")] string? ApprovedBy,
    DateTimeOffset? ApprovedAt,
    string? DeclineReason,
    [property: Description("Another payable that this one probably repeats.")] string? PossibleDuplicateOf,
    [property: Description("The latest payment; shown to the payer.")] string? PaymentId,
    [property: Description("The delivered document that it was made from; shown to the payer. GET /api/v3.0/invoices/{invoiceId} tells all that it says.")] string? DocumentId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal static PayableResponse Of(InvoiceView view)
    {
        var row = view.Row;
        var invoice = row.Invoice;
        return new PayableResponse(
            Ids.Write(NetworkIds.Payable, invoice.Id.Value),
            Ids.Write(NetworkIds.Connection, invoice.ConnectionId.Value),
            PayableStatuses.Of(invoice.Status),
            invoice.Details.Number,
            invoice.Amount.ToMajor(),
            invoice.Amount.Currency.Code,
            invoice.Paid.ToMajor(),
            invoice.Open.ToMajor(),
            invoice.Details.InvoiceDate,
            invoice.DueDate,
            invoice.Details.Memo,
            [.. invoice.Details.Lines.Select(line => LineItemResponse.Of(line, invoice.Amount.Currency))],
            invoice.Details.TaxMinor is { } tax ? new Money(tax, invoice.Amount.Currency).ToMajor() : null,
            PayablePartyWire.Of(invoice.PayerId, row.PayerName),
            PayablePartyWire.Of(invoice.PayeeId, row.PayeeName),
            PayableRoles.Of(invoice.Author),
            invoice.ApprovedBy,
            invoice.ApprovedAt,
            invoice.DeclineReason,
            row.DuplicateOf is { } other ? Ids.Write(NetworkIds.Payable, other.Value) : null,
            view.PaymentId is { } payment ? Ids.Write(NetworkIds.Payment, payment.Value) : null,
            row.DocumentId is { } document ? Ids.Write(NetworkIds.Document, document) : null,
            invoice.CreatedAt,
            invoice.UpdatedAt);
    }
}

/// <summary>A line of a payable and what it comes to.</summary>
public sealed record LineItemResponse(
    string Description, decimal Quantity, decimal UnitPrice, decimal Amount, [property: Description("Percent, if the line states one.")] decimal? TaxRate)
{
    internal static LineItemResponse Of(InvoiceLine line, Currency currency) =>
        new(line.Description, line.Quantity, line.UnitPrice, new Money(line.AmountMinor, currency).ToMajor(), line.TaxRate / 100m);
}

/// <summary>One side of a payable.</summary>
public sealed record PayablePartyWire(string Id, string Name)
{
    internal static PayablePartyWire Of(BusinessId id, string name) => new(Ids.Write(NetworkIds.Business, id.Value), name);
}

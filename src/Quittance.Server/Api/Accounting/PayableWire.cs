using System.Collections.Frozen;
using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Domain.Invoices;
using Quittance.Server.Accounting;
using Quittance.Server.Invoices;

namespace Quittance.Server.Api.Accounting;

/// <summary>The dialect's words for where a bill stands, and the filters of the list.</summary>
public sealed record PayableQuery(
    [property: Description(PayableQuery.About)] string? Status,
    [property: FromQuery(Name = "status__in"), Description("Several are repeated.")] string[]? StatusIn,
    [property: FromQuery(Name = "id__in"), Description("Several are repeated.")] string[]? IdIn,
    [property: FromQuery(Name = "counterpart_id"), Description("The vendor.")] string? CounterpartId,
    [property: FromQuery(Name = "document_id"), Description("The vendor's number, exactly.")] string? DocumentId,
    [property: FromQuery(Name = "created_at__gt")] string? CreatedAtGt,
    [property: FromQuery(Name = "created_at__lt")] string? CreatedAtLt,
    [property: FromQuery(Name = "created_at__gte")] string? CreatedAtGte,
    [property: FromQuery(Name = "created_at__lte")] string? CreatedAtLte,
    [property: FromQuery(Name = "due_date"), Description("YYYY-MM-DD")] string? DueDate,
    [property: FromQuery(Name = "due_date__gt"), Description("YYYY-MM-DD")] string? DueDateGt,
    [property: FromQuery(Name = "due_date__lt"), Description("YYYY-MM-DD")] string? DueDateLt,
    [property: FromQuery(Name = "due_date__gte"), Description("YYYY-MM-DD")] string? DueDateGte,
    [property: FromQuery(Name = "due_date__lte"), Description("YYYY-MM-DD")] string? DueDateLte)
{
    internal const string About = "draft, new, approve_in_progress, waiting_to_be_paid, partially_paid, paid, canceled or rejected.";

    private static readonly FrozenSet<string> Statuses = new[]
    {
        "draft", "new", "approve_in_progress", "waiting_to_be_paid", "partially_paid", "paid", "canceled", "rejected",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A draft is a draft until it is submitted, with which it waits for its approval; nothing is ever merely new.</summary>
    internal static string StatusOf(Invoice invoice) => invoice.Status switch
    {
        InvoiceStatus.Draft => "draft",
        InvoiceStatus.Submitted => "approve_in_progress",
        InvoiceStatus.Declined => "rejected",
        InvoiceStatus.Canceled => "canceled",
        InvoiceStatus.Paid or InvoiceStatus.Archived => "paid",
        InvoiceStatus.Approved or InvoiceStatus.Scheduled or InvoiceStatus.Paying or InvoiceStatus.Failed => invoice.Paid.IsZero ? "waiting_to_be_paid" : "partially_paid",
    };

    internal PayableFilter Checked(Check check)
    {
        var one = WordsOf(check, "query.status", Status is null ? null : [Status]);
        var several = WordsOf(check, "query.status__in", StatusIn is null or [] ? null : StatusIn);
        var exact = check.Date("query.due_date", DueDate);
        var (after, before) = (check.Date("query.due_date__gt", DueDateGt), check.Date("query.due_date__lt", DueDateLt));
        var (from, until) = (check.Date("query.due_date__gte", DueDateGte), check.Date("query.due_date__lte", DueDateLte));
        return new PayableFilter(
            one is null || several is null ? one ?? several : [.. one.Intersect(several)],
            check.Uuids("query.id__in", IdIn),
            check.Uuid("query.counterpart_id", CounterpartId),
            DocumentId,
            check.Times("created_at", CreatedAtGt, CreatedAtLt, CreatedAtGte, CreatedAtLte),
            Latest(exact, from, after is { } low && low < DateOnly.MaxValue ? low.AddDays(1) : after),
            Earliest(exact, until, before is { } high && high > DateOnly.MinValue ? high.AddDays(-1) : before));
    }

    private static IReadOnlyList<string>? WordsOf(Check check, string field, string[]? words)
    {
        if (words?.FirstOrDefault(word => !Statuses.Contains(word)) is not null)
        {
            check.Fault(field, $"{field["query.".Length..]} must be one of {About}");
        }

        return words;
    }

    private static DateOnly? Latest(params DateOnly?[] days) => days.Max();

    private static DateOnly? Earliest(params DateOnly?[] days) => days.Min();
}

/// <summary>A payable. Money is in minor units of its currency.</summary>
[SnakeCase]
public sealed record PayableResponse(
    Guid Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    Guid EntityId,
    [property: Description("draft, approve_in_progress, waiting_to_be_paid, partially_paid, paid, canceled or rejected.")] string Status,
    [property: Description("einvoicing for a delivered document, upload for one that was written here.")] string PayableOrigin,
    [property: Description("einvoicing or user_specified.")] string SourceOfPayableData,
    [property: Description("The vendor.")] Guid CounterpartId,
    PayableCounterpartWire Counterpart,
    string Currency,
    [property: Description("The vendor's number.")] string? DocumentId,
    string? Description,
    DateOnly? IssuedAt,
    DateOnly? DueDate,
    [property: Description("Without tax.")] long? Subtotal,
    long? TaxAmount,
    long TotalAmount,
    long AmountDue,
    long AmountPaid,
    [property: Description("What is still to be paid; there are no discounts for early payment.")] long AmountToPay,
    long TotalAmountWithCreditNotes,
    [property: Description("Always empty: credit notes are taken into account by hand.")] IReadOnlyList<object> CreditNotes,
    [property: Description("Always empty.")] IReadOnlyList<object> Tags)
{
    internal static PayableResponse Of(InvoiceRow row)
    {
        var invoice = row.Invoice;
        var isDelivered = row.DocumentId is not null;
        return new PayableResponse(
            invoice.Id.Value,
            invoice.CreatedAt,
            invoice.UpdatedAt,
            invoice.PayerId.Value,
            PayableQuery.StatusOf(invoice),
            isDelivered ? "einvoicing" : "upload",
            isDelivered ? "einvoicing" : "user_specified",
            invoice.PayeeId.Value,
            new PayableCounterpartWire("organization", new PayableOrganizationWire(row.PayeeName)),
            invoice.Amount.Currency.Code,
            invoice.Details.Number,
            invoice.Details.Memo,
            invoice.Details.InvoiceDate,
            invoice.DueDate,
            invoice.Details.TaxMinor is { } tax ? invoice.Amount.Minor + (invoice.Details.PrepaidMinor ?? 0) - tax : null,
            invoice.Details.TaxMinor,
            invoice.Amount.Minor,
            invoice.Open.Minor,
            invoice.Paid.Minor,
            invoice.Open.Minor,
            invoice.Amount.Minor,
            [],
            []);
    }
}

/// <summary>The vendor of a payable.</summary>
[SnakeCase]
public sealed record PayableCounterpartWire([property: Description("Always organization.")] string Type, PayableOrganizationWire Organization);

/// <summary>Who the vendor is.</summary>
[SnakeCase]
public sealed record PayableOrganizationWire(string LegalName);

/// <summary>The line items of a payable.</summary>
[SnakeCase]
public sealed record LineItemList(
    IReadOnlyList<LineItemResponse> Data,
    [property: Description("Always null.")] string? NextPaginationToken,
    [property: Description("Always null.")] string? PrevPaginationToken);

/// <summary>A line of a payable and how it is booked. Money is in minor units, rates in hundredths of a percent.</summary>
[SnakeCase]
public sealed record LineItemResponse(
    Guid Id,
    Guid PayableId,
    string Name,
    decimal Quantity,
    [property: Description("Rounded: prices may be finer than money.")] long UnitPrice,
    [property: Description("The rate that the line states.")] int? Tax,
    long Subtotal,
    long TaxAmount,
    long Total,
    [property: Description("Null while none is chosen.")] Guid? LedgerAccountId,
    [property: Description("Null for the one that has the line's rate.")] Guid? AccountingTaxRateId,
    [property: Description("Who chose the account: person, vendor (as on the vendor's last bill) or default (the entity's settings).")] string? LedgerAccountSource)
{
    internal static LineItemResponse Of(PayableLine line, Currency currency) => new(
        line.Id,
        line.Invoice.Value,
        line.Line.Description,
        line.Line.Quantity,
        MinorOf(line.Line.UnitPrice, currency),
        line.Line.Rate,
        line.Line.NetMinor,
        line.TaxMinor,
        line.Line.NetMinor + line.TaxMinor,
        line.Coding?.AccountId.Value,
        line.Coding?.TaxRateId?.Value,
        line.Coding is { } coding ? Storage.Words.Of(coding.Source) : null);

    private static long MinorOf(decimal major, Currency currency) =>
        Math.Abs(major) <= Money.MinorMax ? (long)decimal.Round(Math.Clamp(major * currency.MinorPerMajor, -Money.MinorMax, Money.MinorMax), MidpointRounding.AwayFromZero) : 0;
}

/// <summary>How a line is to be booked; what is left out stays, null takes the choice away.</summary>
[SnakeCase, JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LineItemChange
{
    private readonly string? _account;
    private readonly string? _rate;
    private readonly bool _givesAccount;
    private readonly bool _givesRate;

    /// <summary>As in GET /v1/ledger_accounts.</summary>
    public string? LedgerAccountId
    {
        get => _account;
        init => (_account, _givesAccount) = (value, true);
    }

    /// <summary>As in GET /v1/accounting_tax_rates; null for the one that has the line's rate.</summary>
    public string? AccountingTaxRateId
    {
        get => _rate;
        init => (_rate, _givesRate) = (value, true);
    }

    internal CodingChange Checked()
    {
        var check = new Check();
        if (!_givesAccount && !_givesRate)
        {
            check.Fault("body", "give at least one field to change");
        }

        var account = check.Uuid("ledger_account_id", _account);
        var rate = check.Uuid("accounting_tax_rate_id", _rate);
        check.Done();
        return new CodingChange(
            _givesAccount ? new Given<LedgerAccountId>(account is { } on ? new LedgerAccountId(on) : null) : null,
            _givesRate ? new Given<TaxRateId>(rate is { } by ? new TaxRateId(by) : null) : null);
    }
}

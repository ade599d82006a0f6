using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Server.Invoices;

namespace Quittance.Server.Api.Payments;

/// <summary>A line of a bill, in major units. Quantity, price and amount follow from each other where they are left out.</summary>
public sealed record InvoiceLineItemRequest(
    [property: Description("The line that is changed; a new one without it.")] string? Id,
    [property: Description("ISO 4217; the bill's.")] string? Currency,
    decimal? Amount,
    [property: MaxLength(Limits.TextMax)] string? Description,
    [property: MaxLength(Limits.NameMax)] string? Name,
    [property: Description("Up to 6 decimals.")] decimal? Quantity,
    decimal? UnitPrice,
    [property: MaxLength(Limits.NameMax), DefaultValue("EXPENSE")] string? Category,
    string? ServiceStartDate,
    string? ServiceEndDate,
    IReadOnlyDictionary<string, string>? Metadata,
    [property: MaxLength(Limits.NameMax)] string? GlAccountId)
{
    internal static InvoiceLineChange Checked(Check check, int position, InvoiceLineItemRequest? line)
    {
        var place = $"lineItems[{position}]";
        if (line is null)
        {
            check.Fault(place, $"{place} must be an object");
            return new InvoiceLineChange(Id: null);
        }

        return new InvoiceLineChange(string.IsNullOrEmpty(line.Id) ? null : Ids.ReadOrNone(PaymentsIds.LineItem, line.Id))
        {
            Description = check.Optional($"{place}.description", line.Description, Limits.TextMax),
            Quantity = Fine(check, $"{place}.quantity", line.Quantity),
            UnitPrice = Fine(check, $"{place}.unitPrice", line.UnitPrice),
            Amount = line.Amount,
            Currency = string.IsNullOrEmpty(line.Currency) ? null : check.Currency($"{place}.currency", line.Currency, Domain.Currency.Usd),
            Name = check.Optional($"{place}.name", line.Name),
            Category = check.Optional($"{place}.category", line.Category),
            ServiceStart = PaymentsTimes.Read(check, $"{place}.serviceStartDate", line.ServiceStartDate),
            ServiceEnd = PaymentsTimes.Read(check, $"{place}.serviceEndDate", line.ServiceEndDate),
            Metadata = SentMetadata.Read(check, $"{place}.metadata", line.Metadata),
            LedgerAccount = check.Optional($"{place}.glAccountId", line.GlAccountId),
        };
    }

    // Surplus decimals are truncated, as in every amount of the dialect.
    private static decimal? Fine(Check check, string field, decimal? number)
    {
        if (number is { } value && Math.Abs(value) >= Money.MinorMax)
        {
            check.Fault(field, $"{field} is out of range");
            return null;
        }

        return number is { } fine ? decimal.Round(fine, InvoiceLine.DecimalsMax, MidpointRounding.ToZero) : null;
    }
}

/// <summary>What a line is for; what is left out stays as it is.</summary>
public sealed record InvoiceLineItemUpdateRequest(
    [property: MaxLength(Limits.NameMax)] string? Name,
    [property: MaxLength(Limits.TextMax)] string? Description,
    [property: MaxLength(Limits.NameMax)] string? Category,
    string? ServiceStartDate,
    string? ServiceEndDate,
    IReadOnlyDictionary<string, string>? Metadata,
    [property: MaxLength(Limits.NameMax)] string? GlAccountId)
{
    internal (InvoiceLineChange Change, string Asked) Checked(Guid id)
    {
        var check = new Check();
        var change = new InvoiceLineChange(id)
        {
            Description = check.Optional("description", Description, Limits.TextMax),
            Name = check.Optional("name", Name),
            Category = check.Optional("category", Category),
            ServiceStart = PaymentsTimes.Read(check, "serviceStartDate", ServiceStartDate),
            ServiceEnd = PaymentsTimes.Read(check, "serviceEndDate", ServiceEndDate),
            Metadata = SentMetadata.Read(check, "metadata", Metadata),
            LedgerAccount = check.Optional("glAccountId", GlAccountId),
        };
        check.Done();
        var asked = new InvoiceRequest
        {
            LineItems = [new(
                PaymentsIds.Write(PaymentsIds.LineItem, id), null, null, Description, Name, null, null, Category, ServiceStartDate, ServiceEndDate, Metadata, GlAccountId)],
        };
        return (change, System.Text.Encoding.UTF8.GetString(PaymentsJson.Write(asked)));
    }
}

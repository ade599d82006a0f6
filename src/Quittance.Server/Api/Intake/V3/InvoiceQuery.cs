using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Quittance.Domain.Intake;
using Quittance.Server.Intake;

namespace Quittance.Server.Api.Intake.V3;

/// <summary>Which delivered bills are wanted.</summary>
public sealed record InvoiceQuery(
    [property: Description("unmatched: those that wait for a supplier; linked: those that are an invoice; all."), AllowedValues("unmatched", "linked", "all"), DefaultValue("all")] string? Association,
    [property: FromQuery(Name = "issued_after"), Description("Issued at or after this time, in milliseconds since 1970 UTC.")] string? IssuedAfter,
    [property: FromQuery(Name = "issued_before"), Description("Issued before this time, in milliseconds.")] string? IssuedBefore,
    [property: FromQuery(Name = "created_after"), Description("Delivered at or after this time, in milliseconds.")] string? CreatedAfter,
    [property: FromQuery(Name = "created_before"), Description("Delivered before this time, in milliseconds.")] string? CreatedBefore,
    [property: FromQuery(Name = "updated_after"), Description("Changed at or after this time, in milliseconds; orders the list by the last change.")] string? UpdatedAfter,
    [property: FromQuery(Name = "updated_before"), Description("Changed before this time, in milliseconds.")] string? UpdatedBefore,
    [property: Description("Exactly this provider; upload for documents that somebody sent here.")] string? Provider,
    [property: FromQuery(Name = "supplier_siret"), Description("Exactly this SIRET of the supplier, 14 digits.")] string? SupplierSiret,
    [property: Description("Exactly this invoice number.")] string? Number,
    [property: FromQuery(Name = "invoice_platform_id"), Description("Exactly this id of the bill at its provider.")] string? InvoicePlatformId,
    [property: Description("Only those of this company; without it those of all businesses that the caller sees.")] string? Client,
    [property: Description("Where to go on: the cursor of the page before, or the id of its last item.")] string? Cursor,
    [property: Description("How many items at most."), Range(1, V3Page.LimitMax), DefaultValue(V3Page.LimitDefault)] int? Limit)
{
    private static readonly IReadOnlyDictionary<string, IntakeOutcome?> Associations = new Dictionary<string, IntakeOutcome?>
    {
        ["unmatched"] = IntakeOutcome.Unmatched,
        ["linked"] = IntakeOutcome.Created,
        ["all"] = null,
    };

    internal (DocumentFilter Filter, bool ByChange, DocumentPlace? After, int Limit) Checked()
    {
        var check = new Check();
        IntakeOutcome? outcome = null;
        if (Association is not null && !Associations.TryGetValue(Association, out outcome))
        {
            check.Fault("association", $"association must be one of {string.Join(", ", Associations.Keys)}");
        }

        var filter = new DocumentFilter(
            IntakeIds.CompanyOf(Client), outcome, Exactly(Provider), Exactly(SupplierSiret), Exactly(Number), Exactly(InvoicePlatformId),
            V3Page.Day(V3Page.Time(check, "issued_after", IssuedAfter)), V3Page.Day(V3Page.Time(check, "issued_before", IssuedBefore)),
            V3Page.Time(check, "created_after", CreatedAfter), V3Page.Time(check, "created_before", CreatedBefore),
            V3Page.Time(check, "updated_after", UpdatedAfter), V3Page.Time(check, "updated_before", UpdatedBefore));
        var after = PlaceOf(check);
        check.Between("limit", Limit, 1, V3Page.LimitMax);
        check.Done();
        return (filter, filter.UpdatedFrom is not null || after?.UpdatedAt is not null, after, Limit ?? V3Page.LimitDefault);
    }

    /// <summary>Where the list goes on behind a document: its id, and in the order of changes also when it had changed.</summary>
    internal static string CursorOf(DocumentView last, bool byChange) => byChange
        ? string.Create(CultureInfo.InvariantCulture, $"{IntakeIds.Write(last.Id.Value)}.{last.UpdatedAt.ToUnixTimeMilliseconds()}")
        : IntakeIds.Write(last.Id.Value);

    private static string? Exactly(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private DocumentPlace? PlaceOf(Check check)
    {
        if (string.IsNullOrEmpty(Cursor))
        {
            return null;
        }

        var parts = Cursor.Split('.', 2);
        var changedAt = parts is [_, var milliseconds] ? V3Page.TimeOf(milliseconds) : null;
        if (Ids.TryRead("", parts[0], out var id) && (parts.Length == 1 || changedAt is not null))
        {
            return new DocumentPlace(id, changedAt);
        }

        check.Fault("cursor", "cursor must be that of an earlier page, or the id of its last item");
        return null;
    }
}

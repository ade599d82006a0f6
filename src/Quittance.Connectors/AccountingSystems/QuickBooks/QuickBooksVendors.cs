using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>Keeps vendors. Our key stands in the vendor's account number: the one text of a vendor that QuickBooks keeps for others and gives back.</summary>
/// <remarks>
/// <c>Notes</c> is in Intuit's schema, but the API neither stores nor returns it. A display name is unique among vendors, customers and
/// employees together, and a vendor that has no key of ours is somebody else's: it is never taken over, ours gets another name.
/// </remarks>
internal sealed class QuickBooksVendors(QuickBooksApi api)
{
    private const int NameMax = 100;

    private const int TaxNumberMax = 20;

    // Intuit masks tax identifiers in answers, all but the last characters.
    private const int TaxNumberShown = 4;

    private const int SuffixDigits = 6;

    public async Task<RemoteReference> PutAsync(AccountingAccess access, VendorToPush vendor, CancellationToken cancel)
    {
        var there = vendor.Known is { } known ? await api.ReadAsync(access, "Vendor", known.Id, cancel) : await FindAsync(access, vendor, cancel);
        if (there is not { } found)
        {
            return (await CreateAsync(access, vendor, cancel)).Reference(null);
        }

        try
        {
            return await UpdateAsync(access, vendor, found, cancel);
        }
        catch (AccountingException stale) when (stale.Fault == AccountingFault.Conflict && stale.Code is not null && vendor.Overwrite)
        {
            // Somebody was between our reading and our writing.
            return await UpdateAsync(access, vendor, await api.ReadAsync(access, "Vendor", found.RequiredText("Id"), cancel), cancel);
        }
    }

    private async Task<JsonElement> CreateAsync(AccountingAccess access, VendorToPush vendor, CancellationToken cancel)
    {
        Task<JsonElement> Named(string name) => api.CreateAsync(access, "Vendor", vendor.Key, Created(vendor, name), "", cancel);
        try
        {
            return await Named(NameOf(vendor));
        }
        catch (AccountingException taken) when (taken.Fault == AccountingFault.Duplicate)
        {
            // By this very vendor, if an earlier call was still being worked on when it was searched for.
            return await FindAsync(access, vendor, cancel) ?? await Named(OtherNameOf(vendor));
        }
    }

    private async Task<JsonElement?> FindAsync(AccountingAccess access, VendorToPush vendor, CancellationToken cancel)
    {
        // Archived ones are listed only when they are asked for; their names begin with the old one. The other name of a long one is cut.
        var begin = AccountingText.Cut(NameOf(vendor), NameMax - SuffixOf(vendor).Length).TrimEnd();
        var conditions = $" where {QuickBooksQuery.BeginsWith("DisplayName", begin)} and Active IN (true, false)";
        return QuickBooksJson.Eldest((await api.QueryAllAsync(access, "Vendor", conditions, cancel)).Where(found => found.Text("AcctNum") == vendor.Key));
    }

    private async Task<RemoteReference> UpdateAsync(AccountingAccess access, VendorToPush vendor, JsonElement there, CancellationToken cancel)
    {
        var isActive = there.Flag("Active") ?? true;
        if (!isActive && !vendor.Overwrite)
        {
            throw new AccountingException(AccountingFault.NotFound, $"The vendor {there.Text("DisplayName")} was made inactive in QuickBooks.");
        }

        var changes = Changes(vendor, there);
        if (changes.Count == 0)
        {
            return there.Reference(null);
        }

        if (vendor is { Known.Version: var version, Overwrite: false } && version != there.RequiredText("SyncToken"))
        {
            throw new AccountingException(AccountingFault.Conflict, $"The vendor {there.Text("DisplayName")} was changed in QuickBooks.");
        }

        return (await RenameAsync(access, vendor, there, changes, cancel)).Reference(null);
    }

    private async Task<JsonElement> RenameAsync(AccountingAccess access, VendorToPush vendor, JsonElement there, JsonObject changes, CancellationToken cancel)
    {
        try
        {
            return await api.UpdateAsync(access, "Vendor", there, changes, "", cancel);
        }
        catch (AccountingException taken) when (taken.Fault == AccountingFault.Duplicate)
        {
            return await api.UpdateAsync(access, "Vendor", there, With(changes, OtherNameOf(vendor)), "", cancel);
        }
    }

    private static JsonObject Created(VendorToPush vendor, string displayName)
    {
        using var nothing = JsonDocument.Parse("{}");
        return With(Changes(vendor, nothing.RootElement), displayName);
    }

    private static JsonObject With(JsonObject changes, string displayName)
    {
        var named = (JsonObject)changes.DeepClone();
        named["DisplayName"] = displayName;
        return named;
    }

    /// <summary>The fields that are not there as they should be. What we do not know is left alone.</summary>
    private static JsonObject Changes(VendorToPush vendor, JsonElement there)
    {
        var changes = new JsonObject();
        void Want(string field, string? wanted, int charactersMax)
        {
            var text = AccountingText.Line(AccountingText.WithoutEmoji(wanted), charactersMax);
            if (text.Length > 0 && there.Text(field) != text)
            {
                changes[field] = text;
            }
        }

        if (there.Text("DisplayName") is not { } name || (name != NameOf(vendor) && name != OtherNameOf(vendor)))
        {
            changes["DisplayName"] = NameOf(vendor);
        }

        Want("CompanyName", vendor.Name, NameMax);
        if (changes.Count > 0)
        {
            // Not by itself: people over there may have checks made out to another name.
            Want("PrintOnCheckName", vendor.Name, NameMax);
        }

        if (there.Flag("Active") is false)
        {
            changes["Active"] = true;
        }

        if (there.Text("AcctNum") is null)
        {
            changes["AcctNum"] = vendor.Key;
        }

        if (vendor.TaxNumber is { Length: > 0 and <= TaxNumberMax } number && !IsShown(number, there.Text("TaxIdentifier")))
        {
            changes["TaxIdentifier"] = number;
        }

        if (vendor.Email is { Length: > 0 and <= NameMax } email && there.Part("PrimaryEmailAddr")?.Text("Address") != email)
        {
            changes["PrimaryEmailAddr"] = new JsonObject { ["Address"] = email };
        }

        if (vendor.Address is { } address && Address(address) is { Count: > 0 } wantedAddress && !IsThere(wantedAddress, there.Part("BillAddr")))
        {
            changes["BillAddr"] = wantedAddress;
        }

        return changes;
    }

    private static JsonObject Address(VendorAddress address)
    {
        var fields = new JsonObject();
        foreach (var (field, text, charactersMax) in new[]
        {
            ("Line1", address.Street, 500), ("City", address.City, 255), ("Country", address.CountryCode, 255), ("PostalCode", address.PostalCode, 30),
        })
        {
            if (AccountingText.LineOrNull(AccountingText.WithoutEmoji(text), charactersMax) is { } line)
            {
                fields[field] = line;
            }
        }

        return fields;
    }

    private static bool IsThere(JsonObject wanted, JsonElement? there) =>
        there is { } address && wanted.All(field => address.Text(field.Key) == field.Value!.GetValue<string>());

    private static bool IsShown(string number, string? shown) =>
        shown is not null && (shown == number || (shown.Length >= TaxNumberShown && number.EndsWith(shown[^TaxNumberShown..], StringComparison.Ordinal)));

    /// <summary>A colon separates a sub-vendor from its parent over there, so that no name may have one.</summary>
    private static string NameOf(VendorToPush vendor) =>
        AccountingText.LineOrNull(AccountingText.WithoutEmoji(vendor.Name.Replace(':', '-')), NameMax) ?? vendor.Key;

    private static string SuffixOf(VendorToPush vendor) => $" (Quittance {vendor.Key[^Math.Min(SuffixDigits, vendor.Key.Length)..]})";

    private static string OtherNameOf(VendorToPush vendor)
    {
        var suffix = SuffixOf(vendor);
        return AccountingText.Cut(NameOf(vendor), NameMax - suffix.Length).TrimEnd() + suffix;
    }
}

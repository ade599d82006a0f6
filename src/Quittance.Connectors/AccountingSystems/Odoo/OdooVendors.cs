using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Odoo;

/// <summary>Vendors, which are <c>res.partner</c>. Our key is in <c>ref</c>.</summary>
internal sealed class OdooVendors(OdooApi api, AccountingAccess access)
{
    private const string Model = "res.partner";

    /// <summary>What is read of a vendor.</summary>
    public static readonly string[] Fields = ["name", "ref", "vat", "email", "street", "city", "zip", "country_id", "active", "write_date"];

    /// <summary>Makes the vendor or changes it.</summary>
    public async Task<RemoteReference> PutAsync(VendorToPush vendor, CancellationToken cancel)
    {
        var wanted = await ValuesAsync(vendor, cancel);
        if (await FindAsync(vendor, cancel) is not { } found)
        {
            wanted["ref"] = vendor.Key;
            wanted["is_company"] = true;
            wanted["supplier_rank"] = 1;
            return ReferenceOf(await GetAsync(await api.CreateAsync(access, Model, wanted, cancel), cancel));
        }

        // A reference that people over there gave their vendor stays.
        if (found.Text("ref") is null)
        {
            wanted["ref"] = vendor.Key;
        }

        var current = ReferenceOf(found);
        if (wanted.All(field => IsSame(found, field.Key, field.Value)))
        {
            return current;
        }

        if (vendor.Known is { } known && known.Version != current.Version && !vendor.Overwrite)
        {
            throw new AccountingException(AccountingFault.Conflict, $"Odoo has the vendor as \"{found.Text("name")}\" now.");
        }

        await api.WriteAsync(access, Model, found.Id, wanted, cancel);
        return ReferenceOf(await GetAsync(found.Id, cancel));
    }

    /// <summary>The version is of what we write only: Odoo changes partners for many reasons that are none of ours.</summary>
    public static RemoteReference ReferenceOf(OdooRecord vendor)
    {
        var content = string.Join('\n', Fields.Where(field => field is not ("write_date" or "ref" or "country_id")).Select(field => field == "active" ? $"{vendor.Flag(field)}" : vendor.Text(field)));
        var version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{content}\n{vendor.ReferenceId("country_id")}")))[..16];
        return new RemoteReference(OdooSystem.IdOf(vendor), version, vendor.Instant("write_date"), vendor.Text("ref"));
    }

    private async Task<OdooRecord?> FindAsync(VendorToPush vendor, CancellationToken cancel)
    {
        if (vendor.Known is { } known)
        {
            return await api.SearchAsync(access, Model, [new("id", "=", OdooSystem.NumberOf(known.Id, AccountingFault.NotFound, "a vendor"))], Fields, 1, cancel, withArchived: true) is [var seen]
                ? seen
                : throw new AccountingException(AccountingFault.NotFound, $"Odoo has no partner {known.Id} any more.");
        }

        if (await api.SearchAsync(access, Model, [new("ref", "=", vendor.Key)], Fields, 1, cancel, withArchived: true) is [var own])
        {
            return own;
        }

        // Two partners with one tax number may be branches: then neither is taken.
        return vendor.TaxNumber is { } tax && await api.SearchAsync(access, Model, [new("vat", "=", tax), new("parent_id", "=", JsonValue.Create(false))], Fields, 2, cancel) is [var same] ? same : null;
    }

    private async Task<OdooRecord> GetAsync(int id, CancellationToken cancel) => await api.SearchAsync(access, Model, [new("id", "=", id)], Fields, 1, cancel, withArchived: true) is [var vendor]
        ? vendor
        : throw new AccountingException(AccountingFault.NotFound, $"Odoo has no partner {id} any more.");

    // What is not known here is left as it is there.
    private async Task<JsonObject> ValuesAsync(VendorToPush vendor, CancellationToken cancel)
    {
        var values = new JsonObject();
        (string Field, string? Value)[] texts =
        [
            ("name", AccountingText.LineOrNull(vendor.Name) ?? vendor.Key), ("vat", vendor.TaxNumber), ("email", vendor.Email), ("street", vendor.Address?.Street), ("city", vendor.Address?.City), ("zip", vendor.Address?.PostalCode),
        ];
        foreach (var (field, value) in texts)
        {
            if (AccountingText.LineOrNull(value) is { } line)
            {
                values[field] = line;
            }
        }

        if (vendor.Address?.CountryCode is { } code && await api.SearchAsync(access, "res.country", [new("code", "=", code)], ["code"], 1, cancel) is [var country])
        {
            values["country_id"] = country.Id;
        }

        return values;
    }

    private static bool IsSame(OdooRecord found, string field, JsonNode? wanted) =>
        field == "country_id" ? found.ReferenceId(field) == wanted!.GetValue<int>() : found.Text(field) == wanted!.GetValue<string>();
}

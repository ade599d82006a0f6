using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using static Quittance.Connectors.AccountingSystems.Tryton.TrytonValue;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>Vendors are Tryton's parties.</summary>
/// <remarks>
/// A party that is made here has our key as its code, which Tryton keeps unique. One that was there before, and has the vendor's tax number,
/// is taken instead; it keeps its code and gets our key as one more identifier.
/// </remarks>
internal static class TrytonVendors
{
    public const string Party = "party.party";

    private static readonly string[] Fields = ["code", "name", "active", "write_date", "create_date", "_timestamp"];

    /// <summary>Makes the vendor, or changes the one that is known.</summary>
    public static Task<RemoteReference> PutAsync(TrytonCalls tryton, VendorToPush vendor, CancellationToken cancel) => PutFittingAsync(tryton, Fitting(vendor), cancel);

    private static async Task<RemoteReference> PutFittingAsync(TrytonCalls tryton, VendorToPush vendor, CancellationToken cancel)
    {
        if (vendor.Known is { } known)
        {
            return await ChangeKnownAsync(tryton, vendor, known, cancel);
        }

        if (await tryton.FirstAsync(Party, ["OR", Is("code", vendor.Key), Is("identifiers.code", vendor.Key)], Fields, cancel) is { } ours)
        {
            // What an earlier call made of which nobody heard; what was there before us keeps its own data.
            return ours.Text("code") == vendor.Key ? await WriteAsync(tryton, vendor, Usable(ours), cancel) : Usable(ours).Reference(ours.Text("code"));
        }

        if (await SameTaxNumberAsync(tryton, vendor, cancel) is { } there)
        {
            var identifier = new JsonObject { ["identifiers"] = Create(new JsonObject { ["code"] = vendor.Key }) };
            await tryton.WriteAsync(Party, there, identifier, cancel);
            return await ReferenceAsync(tryton, there, cancel);
        }

        return await ReferenceAsync(tryton, await CreateOnceAsync(tryton, vendor, cancel), cancel);
    }

    /// <summary>A record that is made within another.</summary>
    internal static JsonArray Create(JsonObject values) => [new JsonArray("create", new JsonArray(values))];

    private static async Task<RemoteReference> ChangeKnownAsync(TrytonCalls tryton, VendorToPush vendor, RemoteReference known, CancellationToken cancel)
    {
        var id = IdOf(known.Id) ?? throw Gone(vendor.Name);
        var party = Usable(await tryton.FirstAsync(Party, [Is("id", id)], Fields, cancel) ?? throw Gone(vendor.Name));
        if (vendor.Overwrite || party.Reference(null).Version == known.Version)
        {
            return await WriteAsync(tryton, vendor, party, cancel);
        }

        // A change of ours of which nobody heard looks like somebody else's, but leaves nothing to change.
        return (await DifferencesAsync(tryton, vendor, party, cancel)).Count == 0
            ? party.Reference(party.Text("code"))
            : throw new AccountingException(AccountingFault.Conflict, $"{party.Text("name")} was changed in Tryton.");
    }

    private static async Task<RemoteReference> WriteAsync(TrytonCalls tryton, VendorToPush vendor, JsonElement party, CancellationToken cancel)
    {
        var differences = await DifferencesAsync(tryton, vendor, party, cancel);
        if (differences.Count == 0)
        {
            return party.Reference(party.Text("code"));
        }

        try
        {
            await WithIdentifierTypeAsync(differences, values =>
                tryton.WriteAsync(Party, party.Id(), values, cancel, TrytonCalls.Unchanged(Party, party.Id(), party.Text("_timestamp"))));
        }
        catch (AccountingException changed) when (changed.Code == "ConcurrencyException" && !vendor.Overwrite)
        {
            throw new AccountingException(AccountingFault.Conflict, $"{party.Text("name")} is being changed in Tryton.", changed.Code, inner: changed);
        }

        return await ReferenceAsync(tryton, party.Id(), cancel);
    }

    // A call that was thought lost may have made the party since it was looked for; its code is unique, so this one is refused.
    private static async Task<long> CreateOnceAsync(TrytonCalls tryton, VendorToPush vendor, CancellationToken cancel)
    {
        try
        {
            return await CreateAsync(tryton, vendor, cancel);
        }
        catch (AccountingException refused) when (refused.Fault == AccountingFault.Duplicate)
        {
            if (await tryton.FirstAsync(Party, [Is("code", vendor.Key)], Fields, cancel) is { } made)
            {
                return made.Id();
            }

            throw;
        }
    }

    private static async Task<long> CreateAsync(TrytonCalls tryton, VendorToPush vendor, CancellationToken cancel)
    {
        var values = new JsonObject { ["name"] = vendor.Name, ["code"] = vendor.Key, ["addresses"] = Create(await AddressAsync(tryton, vendor.Address, cancel)) };
        if (vendor.Email is { } email)
        {
            values["contact_mechanisms"] = Create(new JsonObject { ["type"] = "email", ["value"] = email });
        }

        if (vendor.TaxNumber is { } number)
        {
            values["identifiers"] = Create(Identifier(number));
        }

        long id = 0;
        await WithIdentifierTypeAsync(values, async checkedValues => id = await tryton.CreateAsync(Party, checkedValues, cancel));
        return id;
    }

    /// <summary>What a write has to say so that the party is as the vendor; empty when it is.</summary>
    private static async Task<JsonObject> DifferencesAsync(TrytonCalls tryton, VendorToPush vendor, JsonElement party, CancellationToken cancel)
    {
        var values = new JsonObject();
        if (party.Text("name") != vendor.Name)
        {
            values["name"] = vendor.Name;
        }

        JsonArray ofParty() => [Is("party", party.Id())];
        if (vendor.Address is not null)
        {
            var address = await tryton.FirstAsync("party.address", ofParty(), ["street", "city", "postal_code", "country"], cancel);
            AddWhereDifferent(values, "addresses", address, await AddressAsync(tryton, vendor.Address, cancel));
        }

        if (vendor.Email is not null)
        {
            var email = await tryton.FirstAsync("party.contact_mechanism", [Is("party", party.Id()), Is("type", "email")], ["type", "value"], cancel);
            AddWhereDifferent(values, "contact_mechanisms", email, new JsonObject { ["type"] = "email", ["value"] = vendor.Email });
        }

        if (vendor.TaxNumber is { } number)
        {
            var identifiers = await tryton.SearchReadAsync("party.identifier", ofParty(), ["type", "code"], 50, cancel);
            if (!identifiers.Any(identifier => Plain(identifier.Text("code")) == Plain(number)))
            {
                JsonElement? other = identifiers.FirstOrDefault(identifier => identifier.Text("code") != vendor.Key) is { ValueKind: JsonValueKind.Object } found ? found : null;
                AddWhereDifferent(values, "identifiers", other, Identifier(number));
            }
        }

        return values;
    }

    private static void AddWhereDifferent(JsonObject values, string field, JsonElement? there, JsonObject wanted)
    {
        if (there is not { } record)
        {
            values[field] = Create(wanted);
        }
        else if (wanted.Any(part => record.Text(part.Key) != part.Value?.ToString()))
        {
            values[field] = new JsonArray(new JsonArray("write", Ids([record.Id()]), wanted));
        }
    }

    private static async Task<JsonObject> AddressAsync(TrytonCalls tryton, VendorAddress? address, CancellationToken cancel)
    {
        // Tryton's own scripts load the countries; a database without them keeps the address without one.
        var country = address?.CountryCode is { } code ? await tryton.FirstAsync("country.country", [Is("code", code)], ["code"], cancel) : null;
        return new JsonObject
        {
            ["street"] = address?.Street,
            ["city"] = address?.City,
            ["postal_code"] = address?.PostalCode,
            ["country"] = country?.Id(),
        };
    }

    /// <summary>The vendor as Tryton's fields take it: only a street may have more than one line.</summary>
    private static VendorToPush Fitting(VendorToPush vendor) => vendor with
    {
        Name = AccountingText.LineOrNull(vendor.Name) ?? vendor.Key,
        TaxNumber = AccountingText.LineOrNull(vendor.TaxNumber),
        Email = AccountingText.LineOrNull(vendor.Email),
        Address = vendor.Address is not { } address ? null : new VendorAddress(
            AccountingText.Lines(address.Street) is { Length: > 0 } street ? street : null, AccountingText.LineOrNull(address.City), AccountingText.LineOrNull(address.PostalCode), address.CountryCode),
    };

    private static async Task<long?> SameTaxNumberAsync(TrytonCalls tryton, VendorToPush vendor, CancellationToken cancel) =>
        vendor.TaxNumber is { } number && await tryton.SearchReadAsync(Party, [Is("active", true), Is("identifiers.code", "in", Texts([number, Plain(number)]))], ["id"], 2, cancel) is [var only]
            ? only.Id()
            : null;

    private static JsonObject Identifier(string number) => new() { ["type"] = LooksLikeVat(number) ? "eu_vat" : null, ["code"] = LooksLikeVat(number) ? Plain(number) : number };

    private static bool LooksLikeVat(string number) =>
        Plain(number) is { Length: >= 8 and <= 14 } plain && char.IsAsciiLetterUpper(plain[0]) && char.IsAsciiLetterUpper(plain[1]) && plain.Skip(2).All(char.IsAsciiLetterOrDigit);

    private static string Plain(string? number) => new([.. (number ?? "").ToUpper(CultureInfo.InvariantCulture).Where(char.IsAsciiLetterOrDigit)]);

    // Tryton checks a number that is said to be a VAT number. One that it does not take is kept as a number of no kind.
    private static async Task WithIdentifierTypeAsync(JsonObject values, Func<JsonObject, Task> writeAsync)
    {
        try
        {
            await writeAsync(values.DeepClone().AsObject());
        }
        catch (AccountingException refused) when (refused.Fault == AccountingFault.Rejected && values.ToJsonString().Contains("\"eu_vat\"", StringComparison.Ordinal))
        {
            await writeAsync(JsonNode.Parse(values.ToJsonString().Replace("\"eu_vat\"", "null", StringComparison.Ordinal))!.AsObject());
        }
    }

    private static async Task<RemoteReference> ReferenceAsync(TrytonCalls tryton, long id, CancellationToken cancel) =>
        await tryton.FirstAsync(Party, [Is("id", id)], Fields, cancel) is { } party ? party.Reference(party.Text("code")) : throw Gone(Text(id));

    private static JsonElement Usable(JsonElement party) => !party.Is("active")
        ? throw new AccountingException(AccountingFault.NotFound, $"{party.Text("name")} is deactivated in Tryton.")
        : party;

    private static AccountingException Gone(string name) => new(AccountingFault.NotFound, $"{name} is not in Tryton any more.");
}

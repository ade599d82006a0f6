using System.Globalization;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.AccountingSystems.HledgerWeb;

/// <summary>A transaction as hledger-web has it.</summary>
/// <param name="Index">Its number in the journal; 0 before it is there.</param>
/// <param name="Description">Payee and note with a <c>|</c> between.</param>
/// <param name="Comment">Lines of text; the first holds the tags.</param>
/// <param name="Tags">Read from the comment; not written.</param>
internal sealed record HledgerTransaction(
    int Index, DateOnly Date, string Description, string Comment, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<HledgerPosting> Postings)
{
    private const int ManyMax = 10_000;

    /// <summary>What is before the <c>|</c>.</summary>
    public string Payee => Description.Split('|', 2)[0].Trim();

    /// <summary>What is behind the <c>|</c>.</summary>
    public string Note => Description.Split('|', 2) is [_, var note] ? note.Trim() : "";

    /// <summary>Our key; null on what did not come from here.</summary>
    public string? Key => Tags.GetValueOrDefault("key");

    /// <summary>The key of the bill that it is about.</summary>
    public string? BillKey => Tags.GetValueOrDefault("bill");

    /// <summary>The sums on each account, so that two transactions can be compared.</summary>
    public IEnumerable<(string Account, string Commodity, decimal Quantity)> Sums() => Postings
        .GroupBy(posting => (posting.Account, posting.Commodity))
        .Select(group => (group.Key.Account, group.Key.Commodity, group.Sum(posting => posting.Quantity)))
        .Where(sum => sum.Item3 != 0)
        .Order();

    /// <summary>Reads one of <c>GET /transactions</c>.</summary>
    /// <exception cref="ProviderException">It is none.</exception>
    public static HledgerTransaction Read(JsonElement json)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in json.Items("ttags", ManyMax))
        {
            if (tag.ValueKind == JsonValueKind.Array && tag.GetArrayLength() == 2 && tag[0].ValueKind == JsonValueKind.String && tag[1].ValueKind == JsonValueKind.String)
            {
                tags[tag[0].GetString()!] = tag[1].GetString()!;
            }
        }

        return new HledgerTransaction(
            int.TryParse(json.RequiredText("tindex"), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : throw Bad("tindex"),
            DateOnly.TryParseExact(json.RequiredText("tdate"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw Bad("tdate"),
            json.Text("tdescription") ?? "", json.Text("tcomment") ?? "", tags, [.. json.Items("tpostings", ManyMax).SelectMany(PostingsOf)]);
    }

    /// <summary>Writes it as <c>PUT /add</c> wants it.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("tcode", "");
        json.WriteString("tcomment", Comment);
        json.WriteString("tdate", Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteNull("tdate2");
        json.WriteString("tdescription", Description);
        json.WriteNumber("tindex", 0);
        json.WriteString("tprecedingcomment", "");
        json.WriteStartArray("tsourcepos");
        for (var position = 0; position < 2; position++)
        {
            json.WriteStartObject();
            json.WriteString("sourceName", "");
            json.WriteNumber("sourceLine", 1);
            json.WriteNumber("sourceColumn", 1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("tstatus", "Cleared");
        json.WriteStartArray("ttags");
        json.WriteEndArray();
        json.WriteStartArray("tpostings");
        foreach (var posting in Postings)
        {
            posting.Write(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<HledgerPosting> PostingsOf(JsonElement posting) => posting.Items("pamount", ManyMax).Select(amount =>
    {
        var quantity = amount.Part("aquantity") ?? throw Bad("aquantity");
        var mark = amount.Part("astyle") is { } style ? style.Text("asdecimalpoint") ?? style.Text("asdecimalmark") : null;
        return decimal.TryParse(quantity.RequiredText("decimalMantissa"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mantissa)
            && int.TryParse(quantity.RequiredText("decimalPlaces"), NumberStyles.None, CultureInfo.InvariantCulture, out var places) && places <= 20
            && Math.Abs(mantissa) < 1e20m
                ? new HledgerPosting(posting.RequiredText("paccount"), Scaled(mantissa, places), amount.Text("acommodity") ?? "", places, (posting.Text("pcomment") ?? "").Trim(), mark)
                : throw Bad("aquantity");
    });

    private static decimal Scaled(decimal mantissa, int places)
    {
        for (; places > 0; places--)
        {
            mantissa /= 10;
        }

        return mantissa;
    }

    private static ProviderException Bad(string name) => new(ProviderFault.BadAnswer, $"hledger-web answered a transaction without a {name} that can be read.");
}

/// <summary>A posting of a transaction.</summary>
/// <param name="Quantity">In major units.</param>
/// <param name="Commodity">A currency's code; empty on an amount of nothing.</param>
/// <param name="Places">How many decimals it has.</param>
/// <param name="Mark">What stands before the decimals: a point or a comma; null where hledger does not say.</param>
internal sealed record HledgerPosting(string Account, decimal Quantity, string Commodity, int Places, string Comment, string? Mark = null)
{
    /// <summary>A posting of so many minor units.</summary>
    public static HledgerPosting Of(string account, long minor, Currency currency, string comment = "") =>
        new(account, new Money(minor, currency).ToMajor(), currency.Code, currency.MinorDigits, comment);

    /// <summary>Writes it as a part of a transaction. All keys have to be there; those of later versions are there as well.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("paccount", Account);
        json.WriteStartArray("pamount");
        WriteAmount(json);
        json.WriteEndArray();
        json.WriteNull("pbalanceassertion");
        json.WriteString("pcomment", Comment.Length == 0 ? "" : $"{Comment}\n");
        json.WriteNull("pdate");
        json.WriteNull("pdate2");
        json.WriteNull("poriginal");
        json.WriteString("pstatus", "Unmarked");
        json.WriteStartArray("ptags");
        json.WriteEndArray();
        json.WriteString("ptransaction_", "0");
        json.WriteString("ptype", "RegularPosting");
        json.WriteEndObject();
    }

    private void WriteAmount(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("acommodity", Commodity);
        json.WriteNull("aprice");
        json.WriteNull("acost");
        json.WriteStartObject("aquantity");
        json.WriteNumber("decimalMantissa", Mantissa());
        json.WriteNumber("decimalPlaces", Places);
        json.WriteNumber("floatingPoint", (double)Quantity);
        json.WriteEndObject();
        json.WriteStartObject("astyle");
        json.WriteString("ascommodityside", "R");
        json.WriteBoolean("ascommodityspaced", true);
        json.WriteString("asdecimalpoint", Mark ?? ".");
        json.WriteString("asdecimalmark", Mark ?? ".");
        json.WriteNull("asdigitgroups");
        json.WriteNumber("asprecision", Places);
        json.WriteString("asrounding", "NoRounding");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private decimal Mantissa()
    {
        var mantissa = Quantity;
        for (var place = 0; place < Places; place++)
        {
            mantissa *= 10;
        }

        return decimal.Truncate(mantissa);
    }
}

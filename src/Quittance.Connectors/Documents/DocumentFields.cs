using System.Globalization;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents;

/// <summary>Takes typed values out of an invoice's elements. A value that is there but cannot be read is a fault and null.</summary>
internal sealed class DocumentFields(DocumentFaults faults)
{
    private const NumberStyles DecimalStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    // What System.Decimal holds for certain.
    private const int DecimalDigits = 28;

    private readonly SortedSet<string> _currencies = new(StringComparer.Ordinal);

    /// <summary>Every currency that an amount read so far names, in order.</summary>
    public IReadOnlyList<string> AmountCurrencies => [.. _currencies];

    /// <summary>BT-5, which amounts must not contradict; set once it is known.</summary>
    public string? CurrencyCode { get; set; }

    /// <summary>The element at that path of prefixed names. Of more than one the first is taken, and that is a fault.</summary>
    /// <remarks>Two values for one term are how a document shows one amount to a person and another to a machine.</remarks>
    public DocumentElement? One(DocumentElement? from, string path)
    {
        foreach (var step in path.AsSpan().Split('/'))
        {
            if (from is null)
            {
                return null;
            }

            from = from.Find(path.AsSpan()[step], out var second, out var count);
            if (second is not null)
            {
                faults.Add("repeated_element", $"{second.Name} may occur once here, not {count} times; the first was read.", second);
            }
        }

        return from;
    }

    /// <summary>The elements at that path, where the last step may occur more often.</summary>
    public IReadOnlyList<DocumentElement> All(DocumentElement? from, string path)
    {
        var last = path.LastIndexOf('/');
        return (last < 0 ? from : One(from, path[..last]))?.All(path.AsSpan(last + 1)) ?? [];
    }

    /// <summary>The first of the elements at that path, where the standard has one and the syntax, or an extension, several.</summary>
    public DocumentElement? First(DocumentElement? from, string path) => All(from, path) is [var first, ..] ? first : null;

    /// <summary>A name, a number, a code: text of one line, whose line breaks can only come from laying out the XML.</summary>
    public string? Text(DocumentElement? from, string path) => OneLine(One(from, path)?.Text);

    /// <summary>The first text at that path, where the last step may occur more often.</summary>
    public string? FirstText(DocumentElement? from, string path) =>
        All(from, path).Select(element => OneLine(element.Text)).FirstOrDefault(text => text is not null);

    /// <summary>All texts as lines, or null.</summary>
    public string? Lines(DocumentElement? from, string path) => Joined(All(from, path).Select(element => element.Text));

    public static string? Joined(IEnumerable<string?> texts) => string.Join('\n', texts.OfType<string>()) is { Length: > 0 } text ? text : null;

    public IReadOnlyList<EInvoiceIdentifier> Identifiers(DocumentElement? from, string path) =>
        [.. All(from, path).Select(Identifier).OfType<EInvoiceIdentifier>()];

    public static EInvoiceIdentifier? Identifier(DocumentElement? element) =>
        OneLine(element?.Text) is { } value ? new EInvoiceIdentifier(value, element?.Attribute("schemeID")) : null;

    /// <summary>BT-18 and BT-128, which UN/CEFACT writes as a document with a kind of reference.</summary>
    public EInvoiceIdentifier? ReferencedObject(DocumentElement? document, string idPath) =>
        Text(document, idPath) is { } value ? new EInvoiceIdentifier(value, Text(document, "ram:ReferenceTypeCode")) : null;

    /// <summary>BT-158 with its list.</summary>
    public static EInvoiceItemClass? ItemClass(DocumentElement? element) =>
        OneLine(element?.Text) is { } code ? new EInvoiceItemClass(code, element?.Attribute("listID"), element?.Attribute("listVersionID")) : null;

    /// <summary>An amount of money, which must not name another currency than the invoice's.</summary>
    public decimal? Amount(DocumentElement? from, string path)
    {
        var element = One(from, path);
        if (CurrencyOf(element) is { } currency && CurrencyCode is not null && currency != CurrencyCode)
        {
            var (amounts, invoice) = (DocumentFaults.Shown(currency), DocumentFaults.Shown(CurrencyCode));
            faults.Add("currency_mismatch", $"An amount is in {amounts}, but the invoice is in {invoice} (BT-5).", element);
        }

        return Number(element);
    }

    /// <summary>The currency an amount names.</summary>
    public string? CurrencyOf(DocumentElement? amount)
    {
        var currency = amount?.Attribute("currencyID");
        if (currency is not null)
        {
            _currencies.Add(currency);
        }

        return currency;
    }

    /// <summary>The VAT total in one currency out of those in several. Older senders leave the invoice's own currency out.</summary>
    /// <remarks>
    /// There are two when VAT is accounted in another currency; the currency decides, not the order. Two in the invoice's
    /// currency break BR-CO-15 whatever they say.
    /// </remarks>
    public DocumentElement? TaxTotal(IReadOnlyList<DocumentElement> totals, Func<DocumentElement, string?> currencyOf, string? currency)
    {
        var found = totals.Where(total => currency is not null && currencyOf(total) == currency).ToList();
        if (found.Count > 1 && currency == CurrencyCode)
        {
            faults.Add("BR-CO-15", "The total VAT (BT-110) is given more than once; the first was read.", found[1]);
        }

        var unmarked = currency == CurrencyCode ? totals.FirstOrDefault(total => currencyOf(total) is null) : null;
        return found is [var first, ..] ? first : unmarked;
    }

    public decimal? Number(DocumentElement? from, string path) => Number(One(from, path));

    public decimal? Number(DocumentElement? element) => Number(element, EInvoice.AmountMax);

    public decimal? Percent(DocumentElement? from, string path) => Number(One(from, path), EInvoice.PercentMax);

    /// <summary>An xs:date, ISO 8601; a time zone is dropped, because the date is the sender's.</summary>
    public DateOnly? IsoDate(DocumentElement? from, string path)
    {
        var element = One(from, path);
        if (element?.Text is not { } text)
        {
            return null;
        }

        var isZoned = text is [_, _, _, _, _, _, _, _, _, _, 'Z'] or [_, _, _, _, _, _, _, _, _, _, '+' or '-', _, _, ':', _, _];
        return Date(element, isZoned ? text[..10] : text, "yyyy-MM-dd");
    }

    /// <summary>A date of UN/CEFACT: eight digits, format code 102 of UNTDID 2379.</summary>
    public DateOnly? CompactDate(DocumentElement? from, string path)
    {
        var element = One(from, path);
        if (element?.Text is not { } text)
        {
            return null;
        }

        if (element.Attribute("format") is { } format and not "102")
        {
            faults.Add("invalid_date", $"A date has the format {DocumentFaults.Shown(format)}; only 102 (yyyyMMdd) is allowed.", element);
            return null;
        }

        return Date(element, text, "yyyyMMdd");
    }

    /// <summary>The billing period directly below, in the dates of UN/CEFACT.</summary>
    public EInvoicePeriod? CompactPeriod(DocumentElement? from) => One(from, "ram:BillingSpecifiedPeriod") is { } period
        ? new EInvoicePeriod(
            CompactDate(period, "ram:StartDateTime/udt:DateTimeString"),
            CompactDate(period, "ram:EndDateTime/udt:DateTimeString"))
        : null;

    /// <summary>The invoice period directly below, in the dates of XML.</summary>
    public EInvoicePeriod? IsoPeriod(DocumentElement? from) => One(from, "cac:InvoicePeriod") is { } period
        ? new EInvoicePeriod(IsoDate(period, "cbc:StartDate"), IsoDate(period, "cbc:EndDate"))
        : null;

    /// <summary>An xs:boolean.</summary>
    public bool? Indicator(DocumentElement? from, string path)
    {
        var element = One(from, path);
        switch (element?.Text)
        {
            case null:
                return null;
            case "true" or "1":
                return true;
            case "false" or "0":
                return false;
            case var text:
                faults.Add("invalid_indicator", $"'{DocumentFaults.Shown(text)}' is neither true nor false.", element);
                return null;
        }
    }

    private static string? OneLine(string? text) => text is not null && text.AsSpan().IndexOfAny("\r\n\t") >= 0
        ? string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        : text;

    private decimal? Number(DocumentElement? element, decimal max)
    {
        if (element?.Text is not { } text)
        {
            return null;
        }

        // The lexical space of xs:decimal: no exponent, no separators of thousands, no NaN.
        if (!decimal.TryParse(text, DecimalStyle, CultureInfo.InvariantCulture, out var number))
        {
            var isInteger = text.AsSpan().TrimStart("+-").IndexOfAnyExceptInRange('0', '9') < 0;
            var rule = isInteger && text.Length > DecimalDigits ? "number_out_of_range" : "invalid_decimal";
            faults.Add(rule, $"'{DocumentFaults.Shown(text)}' is not a decimal number that can be read.", element);
            return null;
        }

        if (Math.Abs(number) > max)
        {
            var limit = max.ToString(CultureInfo.InvariantCulture);
            faults.Add("number_out_of_range", $"{DocumentFaults.Shown(text)} is beyond what can be kept, {limit}.", element);
            return null;
        }

        return number;
    }

    private DateOnly? Date(DocumentElement element, string text, string format)
    {
        if (DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        faults.Add("invalid_date", $"'{DocumentFaults.Shown(text)}' is not a date written as {format}.", element);
        return null;
    }
}


namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>Where reading the changes goes on: which list is next, and where each of them was left.</summary>
/// <param name="Next">The list that is read next.</param>
/// <param name="Marks">Where each list goes on, in the order of <see cref="XeroList"/>.</param>
internal sealed record XeroPlace(XeroList Next, IReadOnlyList<XeroMark> Marks)
{
    private const string Version = "1";

    /// <summary>Before everything.</summary>
    public static XeroPlace Beginning { get; } = new(XeroList.Contacts, [XeroMark.Beginning, XeroMark.Beginning, XeroMark.Beginning]);

    /// <summary>Where the list that is next goes on.</summary>
    public XeroMark Mark => Marks[(int)Next];

    /// <summary>A place as it was written; the beginning for null and for a text that is none of ours, for repeats do no harm.</summary>
    public static XeroPlace Read(string? text)
    {
        var parts = text?.Split('|');
        return parts is [Version, var next, var contacts, var bills, var payments]
            && Enum.TryParse<XeroList>(next, out var list) && Enum.IsDefined(list)
            && XeroMark.Read(contacts) is { } first && XeroMark.Read(bills) is { } second && XeroMark.Read(payments) is { } third
            ? new XeroPlace(list, [first, second, third])
            : Beginning;
    }

    /// <summary>The place as text.</summary>
    public string Write() => $"{Version}|{Next}|{string.Join('|', Marks.Select(mark => mark.Write()))}";

    /// <summary>This place with the current list left at a mark.</summary>
    public XeroPlace With(XeroMark mark) => this with { Marks = [.. Marks.Select((old, at) => at == (int)Next ? mark : old)] };
}

using System.Globalization;

namespace Quittance.Server.Loading;

/// <summary>What loaded businesses, people, bills and lines are called.</summary>
internal static class LoadNames
{
    private static readonly string[] Places =
    [
        "Northgate", "Pacific", "Riverside", "Summit", "Harbor", "Cedar Creek", "Bluestone", "Lakeview", "Granite", "Prairie", "Redwood", "Silverline", "Eastport",
        "Highland", "Maple Street", "Cascade", "Ironwood", "Keystone", "Liberty", "Meridian", "Oakfield", "Pinnacle", "Quarry Hill", "Stonebridge", "Tidewater",
        "Union", "Valley", "Westbrook", "Yellowstone", "Zephyr", "Amber", "Brightwater", "Copper Canyon", "Delta", "Evergreen", "Falcon", "Golden Gate",
    ];

    private static readonly string[] Trades =
    [
        "Paper", "Logistics", "Electric", "Office Supply", "Plumbing", "Catering", "Software", "Freight", "Print", "Staffing", "Cleaning", "Security", "Fuel",
        "Lumber", "Packaging", "Consulting", "Legal", "Insurance", "Telecom", "Landscaping", "Roofing", "Signage", "Textiles",
    ];

    private static readonly string[] Forms = ["LLC", "Inc.", "Co.", "Corp.", "Partners"];

    private static readonly string[] First = ["Ada", "Bruno", "Carla", "Dmitri", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Keiko", "Liam", "Mara"];

    private static readonly string[] Last = ["Alvarez", "Brandt", "Castillo", "Dubois", "Eriksen", "Fischer", "Garcia", "Hansen", "Ito", "Jansen", "Keller"];

    private static readonly (string City, string State, string PostalCode)[] Cities =
    [
        ("Austin", "TX", "78701"), ("Boston", "MA", "02110"), ("Chicago", "IL", "60601"), ("Denver", "CO", "80202"), ("Portland", "OR", "97204"),
        ("San Francisco", "CA", "94105"), ("Seattle", "WA", "98101"),
    ];

    public static IReadOnlyList<string> Lines { get; } =
    [
        "Monthly subscription", "Consulting hours", "Freight and handling", "Copy paper, A4, 80 g", "Toner cartridge", "Replacement filter", "Site inspection",
        "Catering for the quarterly meeting", "Insurance premium", "Cleaning of offices", "Electrical repair", "Packaging material", "Software maintenance",
        "Fuel surcharge", "Temporary staff", "Printing of brochures", "Security patrol", "Telephone lines", "Landscape maintenance",
    ];

    public static IReadOnlyList<string> Remarks { get; } =
        ["Looks right to me.", "Checked against the purchase order.", "Please pay this one on time.", "Approved as agreed with the vendor.", "Price is as quoted."];

    public static string Business(int number) =>
        $"{Places[number % Places.Length]} {Trades[number / Places.Length % Trades.Length]} {Forms[number % Forms.Length]}";

    public static (string First, string Last) Person(int number) => (First[number % First.Length], Last[number / First.Length % Last.Length]);

    public static (string City, string State, string PostalCode) CityOf(int number) => Cities[number % Cities.Length];

    public static string Ein(int number) => string.Create(CultureInfo.InvariantCulture, $"{10 + (number / 1_000_000 % 80)}-{1_000_000 + (number % 1_000_000)}");
}

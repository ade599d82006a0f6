using System.Text;

namespace Quittance.Tests.Payments;

/// <summary>Payment methods through the Payments dialect.</summary>
internal static class PaymentMethodSteps
{
    public const string Routing = "021000021";
    public const string Number = "000123456789";

    public static string MethodsOf(string business) => $"/entity/{PaymentsSteps.EntityOf(business)}/paymentMethod";

    public static object Bank(string number = Number, object? checkOptions = null, bool? defaultSource = null, bool? defaultDestination = null) => new
    {
        type = "bankAccount",
        accountName = "Main",
        routingNumber = Routing,
        accountNumber = number,
        accountType = "CHECKING",
        checkOptions,
        defaultSource,
        defaultDestination,
    };

    public static object Check() => new
    {
        type = "check",
        payToTheOrderOf = "Paid SAS",
        addressLine1 = "1 Main St",
        city = "Albany",
        stateOrProvince = "NY",
        postalCode = "12207",
        country = "US",
    };

    public static object Card() => new
    {
        type = "card",
        cardType = "credit",
        cardBrand = "AmericanExpress",
        lastFour = "0005",
        expMonth = "12",
        expYear = "2030",
        token = "tok_secret_of_the_processor",
    };

    /// <summary>Adds a method and gives the answer.</summary>
    public static async Task<Answer> AddMethodAsync(this Tenant tenant, string business, object body) => (await tenant.PostAsync(MethodsOf(business), body)).Ok();

    /// <summary>A schema for wires: a number, a routing number, a name and a choice.</summary>
    public static async Task<string> SchemaAsync(this Tenant tenant) => (await tenant.PostAsync("/paymentMethod/schema", Json(
        """
        {
          "name": "Wire", "isSource": false, "isDestination": true, "supportedCurrencies": ["USD", "EUR"], "estimatedProcessingTime": 2, "maxAmount": 5000,
          "fields": [
            {"name": "recipient", "displayName": "Recipient", "type": "text", "optional": false, "useAsAccountName": true},
            {"name": "account", "type": "usBankAccountNumber", "optional": false, "useAsAccountNumber": true},
            {"name": "routing", "type": "usBankRoutingNumber", "optional": true},
            {"name": "speed", "type": "select", "optional": true, "options": ["fast", "slow"]}
          ]
        }
        """))).Ok().Text("id");

    /// <summary>A body as it is written.</summary>
    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public static async Task<Tenant> HoldingAsync(this Tenant tenant, string[] permissions, params string[] businesses) => tenant.With(await TokenMaking.AddAsync(
        tenant.Server.Owner, tenant.Id, permissions, businesses.Length == 0 ? null : [.. businesses.Select(business => Guid.Parse(business["biz_".Length..]))]));
}

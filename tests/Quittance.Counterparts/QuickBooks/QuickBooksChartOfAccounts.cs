using System.Text.Json.Nodes;

namespace Quittance.Counterparts.QuickBooks;

/// <summary>What a new company has: itself, preferences, a chart of accounts and, outside the United States, tax codes.</summary>
internal static class QuickBooksChartOfAccounts
{
    public static void Fill(QuickBooksRealm realm)
    {
        realm.Keep("CompanyInfo", Company(realm), realm.RealmId);
        realm.Keep("Preferences", Preferences(realm), "1");
        Account(realm, realm.ExpenseAccountId, "Consulting", "Expense", "Expense", "OtherMiscellaneousServiceCost", "6000");
        Account(realm, "8", "Cost of sales", "Cost of Goods Sold", "Expense", "SuppliesMaterialsCogs", null);
        Account(realm, "9", "Sales", "Income", "Revenue", "SalesOfProductIncome", "4000");
        Account(realm, realm.PayableAccountId, "Accounts Payable (A/P)", "Accounts Payable", "Liability", "AccountsPayable", null);
        Account(realm, realm.BankAccountId, "Current account", "Bank", "Asset", "Checking", "1000");
        Account(realm, realm.CardAccountId, "Company card", "Credit Card", "Liability", "CreditCard", null);
        foreach (var kind in (string[])["Vendor", "Bill", "BillPayment", "VendorCredit", "TaxCode", "TaxRate"])
        {
            // Known, so that a query for it is one, and empty.
            realm.Keep(kind, [], "0");
            realm.Forget(kind, "0");
        }

        if (realm.Country == "US")
        {
            Code(realm, "TAX", "Tax", []);
            Code(realm, "NON", "Non", []);
            return;
        }

        Rate(realm, "17", "VAT 20 % (purchases)", 20m);
        Rate(realm, "18", "No VAT (purchases)", 0m);
        Rate(realm, "19", "First of two", 5m);
        Rate(realm, "21", "Second of two", 9.975m);
        Code(realm, realm.StandardTaxId!, "20.0% S", ["17"]);
        Code(realm, "22", "No VAT", ["18"]);
        Code(realm, "23", "0.0% Z", ["18"]);
        Code(realm, realm.DoubleTaxId!, "Two rates", ["19", "21"]);
    }

    private static JsonObject Company(QuickBooksRealm realm) => new()
    {
        ["CompanyName"] = "Quayside Books",
        ["LegalName"] = "Quayside Books Limited",
        ["CompanyAddr"] = new JsonObject { ["Id"] = "1", ["Line1"] = "1 Quay", ["City"] = "Bristol", ["PostalCode"] = "BS1 4ST" },
        ["CompanyStartDate"] = "2024-01-01",
        ["FiscalYearStartMonth"] = "January",
        ["Country"] = realm.Country,
        ["Email"] = new JsonObject { ["Address"] = "books@quayside.example" },
        ["SupportedLanguages"] = "en",
        ["NameValue"] = new JsonArray(
            new JsonObject { ["Name"] = "CompanyType", ["Value"] = "PrivateLimitedCompany" },
            new JsonObject { ["Name"] = "OfferingSku", ["Value"] = "QuickBooks Online Plus" }),
    };

    private static JsonObject Preferences(QuickBooksRealm realm) => new()
    {
        ["AccountingInfoPrefs"] = new JsonObject { ["UseAccountNumbers"] = true },
        ["TaxPrefs"] = new JsonObject { ["UsingSalesTax"] = realm.Country != "US" },
        ["CurrencyPrefs"] = new JsonObject { ["MultiCurrencyEnabled"] = false, ["HomeCurrency"] = Ref(realm.HomeCurrency) },
    };

    private static void Account(QuickBooksRealm realm, string id, string name, string type, string classification, string subtype, string? number)
    {
        var account = new JsonObject
        {
            ["Name"] = name,
            ["SubAccount"] = false,
            ["FullyQualifiedName"] = name,
            ["Active"] = true,
            ["Classification"] = classification,
            ["AccountType"] = type,
            ["AccountSubType"] = subtype,
            ["CurrentBalance"] = 0,
            ["CurrentBalanceWithSubAccounts"] = 0,
            ["CurrencyRef"] = Ref(realm.HomeCurrency),
        };
        if (number is not null)
        {
            account["AcctNum"] = number;
        }

        realm.Keep("Account", account, id);
    }

    private static void Rate(QuickBooksRealm realm, string id, string name, decimal percent) => realm.Keep(
        "TaxRate",
        new JsonObject
        {
            ["Name"] = name,
            ["Description"] = name,
            ["Active"] = true,
            ["RateValue"] = percent,
            ["AgencyRef"] = Ref("1"),
            ["EffectiveTaxRate"] = new JsonArray(new JsonObject { ["RateValue"] = percent, ["EffectiveDate"] = "2011-01-04T00:00:00-08:00" }),
            ["SpecialTaxType"] = percent == 0 ? "ZERO_RATE" : "NONE",
            ["DisplayType"] = "ReadOnly",
        },
        id);

    private static void Code(QuickBooksRealm realm, string id, string name, string[] rates) => realm.Keep(
        "TaxCode",
        new JsonObject
        {
            ["Name"] = name,
            ["Description"] = name,
            ["Active"] = true,
            ["Hidden"] = false,
            ["Taxable"] = id != "NON",
            ["TaxGroup"] = true,
            ["SalesTaxRateList"] = new JsonObject { ["TaxRateDetail"] = new JsonArray() },
            ["PurchaseTaxRateList"] = new JsonObject
            {
                ["TaxRateDetail"] = new JsonArray([.. rates.Select((rate, order) => (JsonNode)new JsonObject
                {
                    ["TaxRateRef"] = Ref(rate), ["TaxTypeApplicable"] = "TaxOnAmount", ["TaxOrder"] = order,
                })]),
            },
        },
        id);

    private static JsonObject Ref(string id) => new() { ["value"] = id };
}

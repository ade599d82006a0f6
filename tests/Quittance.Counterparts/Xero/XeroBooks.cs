using System.Globalization;
using System.Text.Json.Nodes;

namespace Quittance.Counterparts.Xero;

/// <summary>The books of one organisation, as objects in Xero's own shape, and the rules that every writing is held to.</summary>
/// <remarks>The words of the refusals are those of Xero, as its OpenAPI file and the help pages of programs that show them have them.</remarks>
public sealed partial class XeroBooks
{
    private readonly TimeProvider _clock;
    private readonly List<JsonObject> _accounts = [];
    private readonly List<JsonObject> _rates = [];
    private readonly List<JsonObject> _contacts = [];
    private readonly List<JsonObject> _invoices = [];
    private readonly List<JsonObject> _payments = [];
    private DateTimeOffset _last;

    internal XeroBooks(string name, string currency, TimeProvider clock)
    {
        _clock = clock;
        (DisplayName, Currency, TenantId) = (name, currency, $"{NewId()}");
        Bank = AddAccount("090", "Business Bank Account", "BANK", "ASSET");
        Expenses = AddAccount("429", "General Expenses", "EXPENSE", "EXPENSE");
        AddAccount("200", "Sales", "REVENUE", "REVENUE");
        AddAccount("610", "Accounts Receivable", "CURRENT", "ASSET", "DEBTORS");
        AddAccount("800", "Accounts Payable", "CURRLIAB", "LIABILITY", "CREDITORS");
        AddAccount("970", "Owner A Funds Introduced", "EQUITY", "EQUITY", takesPayments: true);
        AddRate("INPUT2", "20% (VAT on Expenses)", true, ("VAT", 20m, false));
        AddRate("RRINPUT", "5% (VAT on Expenses)", true, ("VAT", 5m, false));
        AddRate("OUTPUT2", "20% (VAT on Income)", false, ("VAT", 20m, false));
        AddRate("TAX001", "State and city", true, ("State", 5m, false), ("City", 10m, true));
        AddRate("NONE", "No VAT", true, ("VAT", 0m, false));
    }

    public string DisplayName { get; }

    public string Currency { get; }

    /// <summary>By which the API and webhooks name the organisation.</summary>
    public string TenantId { get; }

    /// <summary>The id of the bank account, code 090.</summary>
    public string Bank { get; }

    /// <summary>The id of the expense account, code 429.</summary>
    public string Expenses { get; }

    /// <summary>Nothing may be dated on or before this day.</summary>
    public DateOnly? LockedUntil { get; set; }

    /// <summary>Currencies besides the base currency.</summary>
    public HashSet<string> Currencies { get; } = [];

    /// <summary>How far apart changes are at least. Nothing makes them tie.</summary>
    public TimeSpan Tick { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Computes taxes by itself, whatever is sent, as for an organisation whose sales tax is automatic.</summary>
    public bool ComputesTaxItself { get; set; }

    /// <summary>The bills, copied.</summary>
    public IReadOnlyList<JsonObject> Bills => [.. _invoices.Select(invoice => invoice.DeepClone().AsObject())];

    /// <summary>The contacts, copied.</summary>
    public IReadOnlyList<JsonObject> Contacts => [.. _contacts.Select(contact => contact.DeepClone().AsObject())];

    internal IReadOnlyList<JsonObject> AllAccounts => _accounts;

    internal IReadOnlyList<JsonObject> AllRates => _rates;

    internal IReadOnlyList<JsonObject> AllContacts => _contacts;

    internal IReadOnlyList<JsonObject> AllInvoices => _invoices;

    internal IReadOnlyList<JsonObject> AllPayments => _payments;

    /// <summary>Puts an account away, or back into use.</summary>
    public void SetAccount(string code, string status) => AccountOf(code)!["Status"] = status;

    /// <summary>Makes a contact as a user of Xero does, and gives its id.</summary>
    public string AddContact(string name) => PutContact(new JsonObject { ["Name"] = name }).Text("ContactID")!;

    /// <summary>Enters a bill without tax as a user of Xero does, and gives its id.</summary>
    public string AddBill(string contactId, string number, decimal amount) => PutInvoice(
        new JsonObject
        {
            ["Type"] = "ACCPAY",
            ["Status"] = "AUTHORISED",
            ["Contact"] = new JsonObject { ["ContactID"] = contactId },
            ["InvoiceNumber"] = number,
            ["Date"] = "2026-06-01",
            ["DueDate"] = "2026-07-01",
            ["LineItems"] = new JsonArray(new JsonObject { ["Description"] = "Entered by hand", ["UnitAmount"] = amount, ["AccountCode"] = "429" }),
        },
        unitDecimals: 2).Text("InvoiceID")!;

    /// <summary>Changes a contact as a user of Xero does.</summary>
    public void ChangeContact(string id, string field, string value)
    {
        var contact = _contacts.Single(contact => XeroNode.IsSame(contact.Text("ContactID"), id));
        contact[field] = value;
        Touch(contact);
    }

    /// <summary>Changes a bill as a user of Xero does.</summary>
    public void ChangeBill(string number, string field, string value)
    {
        var bill = _invoices.Single(invoice => XeroNode.IsSame(invoice.Text("InvoiceNumber"), number));
        bill[field] = value;
        Touch(bill);
    }

    /// <summary>Changes a bill to one line without tax as a user of Xero does.</summary>
    public void ReplaceLines(string number, decimal amount)
    {
        var bill = _invoices.Single(invoice => XeroNode.IsSame(invoice.Text("InvoiceNumber"), number));
        bill["LineItems"] = new JsonArray(new JsonObject
        {
            ["Description"] = "Agreed on the phone",
            ["Quantity"] = 1,
            ["UnitAmount"] = amount,
            ["LineAmount"] = amount,
            ["TaxType"] = "NONE",
            ["TaxAmount"] = 0,
        });
        (bill["SubTotal"], bill["TotalTax"], bill["Total"], bill["AmountDue"]) = (amount, 0, amount, amount);
        Touch(bill);
    }

    internal JsonObject Organisation()
    {
        var organisation = new JsonObject
        {
            ["OrganisationID"] = TenantId,
            ["Name"] = DisplayName,
            ["LegalName"] = $"{DisplayName} SAS",
            ["PaysTax"] = true,
            ["Version"] = "GLOBAL",
            ["OrganisationType"] = "COMPANY",
            ["BaseCurrency"] = Currency,
            ["CountryCode"] = "FR",
            ["IsDemoCompany"] = false,
            ["OrganisationStatus"] = "ACTIVE",
            ["CreatedDateUTC"] = "/Date(1455827393000+0000)/",
            ["Edition"] = "BUSINESS",
        };
        if (LockedUntil is { } day)
        {
            organisation["PeriodLockDate"] = XeroNode.Date(day);
        }

        return organisation;
    }

    private Guid NewId() => Guid.CreateVersion7(_clock.GetUtcNow());

    private void Touch(JsonObject entity)
    {
        var now = _clock.GetUtcNow();
        _last = now >= _last + Tick ? now : _last + Tick;
        entity["UpdatedDateUTC"] = XeroNode.Date(_last);
        if (!entity.ContainsKey("ContactStatus"))
        {
            entity["UpdatedDateUTCString"] = _last.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }
    }

    private string AddAccount(string code, string name, string type, string accountClass, string system = "", bool takesPayments = false)
    {
        var id = $"{NewId()}";
        var account = new JsonObject
        {
            ["AccountID"] = id,
            ["Code"] = code,
            ["Name"] = name,
            ["Status"] = "ACTIVE",
            ["Type"] = type,
            ["TaxType"] = "NONE",
            ["Class"] = accountClass,
            ["EnablePaymentsToAccount"] = takesPayments,
            ["HasAttachments"] = false,
        };
        if (system.Length > 0)
        {
            account["SystemAccount"] = system;
        }

        if (type == "BANK")
        {
            (account["BankAccountType"], account["CurrencyCode"]) = ("BANK", Currency);
        }

        account["UpdatedDateUTC"] = XeroNode.Date(_clock.GetUtcNow());
        _accounts.Add(account);
        return id;
    }

    private void AddRate(string type, string name, bool isForExpenses, params (string Name, decimal Rate, bool IsCompound)[] components)
    {
        var plain = components.Where(part => !part.IsCompound).Sum(part => part.Rate);
        var effective = plain + components.Where(part => part.IsCompound).Sum(part => part.Rate * (100 + plain) / 100);
        _rates.Add(new JsonObject
        {
            ["Name"] = name,
            ["TaxType"] = type,
            ["CanApplyToAssets"] = true,
            ["CanApplyToEquity"] = true,
            ["CanApplyToExpenses"] = isForExpenses,
            ["CanApplyToLiabilities"] = true,
            ["CanApplyToRevenue"] = !isForExpenses,
            ["DisplayTaxRate"] = effective,
            ["EffectiveRate"] = effective,
            ["Status"] = "ACTIVE",
            ["TaxComponents"] = new JsonArray([.. components.Select(part => new JsonObject
            {
                ["Name"] = part.Name,
                ["Rate"] = part.Rate,
                ["IsCompound"] = part.IsCompound,
                ["IsNonRecoverable"] = false,
            })]),
        });
    }

    private JsonObject? AccountOf(string? code) => _accounts.Find(account => XeroNode.IsSame(account.Text("Code"), code));

    private JsonObject? RateOf(string? type) => _rates.Find(rate => XeroNode.IsSame(rate.Text("TaxType"), type) && rate.Text("Status") == "ACTIVE");

    private string? LockOf(DateOnly date) => date <= LockedUntil
        ? string.Create(CultureInfo.InvariantCulture, $"The document date cannot be before the period lock date, currently set at {LockedUntil:dd-MMM-yyyy}")
        : null;
}

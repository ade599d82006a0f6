using System.Globalization;
using System.Xml;
using Npgsql;
using Quittance.Connectors;
using Quittance.Connectors.Http;
using Quittance.Server.Storage;
using Quittance.Server.Storage.Embedded;

namespace Quittance.Server.Hosting;

/// <summary>What the environment says. Nothing set at all is a complete setting: a private database in <c>./data</c>, on loopback.</summary>
/// <param name="DataFolder">Holds the private database and the master key. Absolute.</param>
/// <param name="Database">Connection string of the operator's own PostgreSQL; null means a private one in the data folder.</param>
/// <param name="MasterKeys">Null: the file <c>master.key</c> of the data folder.</param>
/// <param name="BinariesFolder">Where PostgreSQL's programs are; null: look for them.</param>
/// <param name="AllowedNetworks">The operator's own networks that outgoing calls may reach.</param>
/// <param name="DropFolder">Where connections have their drop folders. Absolute.</param>
/// <param name="AccountingRate">Requests a second of one principal; 0 counts none.</param>
/// <param name="AccountingSync">How often the books of an accounting connection are read.</param>
/// <param name="SearchMemoryMib">What transactions may take in memory to be searched.</param>
/// <param name="AllowedOrigins">Whose pages may call from a browser; null: anybody's.</param>
/// <param name="Accounting">The operator's applications with accounting systems, and where journals lie.</param>
internal sealed record ServerSettings(
    string DataFolder, string? Database, string Urls, MasterKeys? MasterKeys, string? BinariesFolder, TimeSpan SandboxSettlement, Uri? PublicUrl,
    AllowedNetworks AllowedNetworks, string DropFolder, int AccountingRate, TimeSpan AccountingSync, int SearchMemoryMib,
    IReadOnlySet<string>? AllowedOrigins, AccountingSystemOptions Accounting)
{
    public const string DataVariable = "QUITTANCE_DATA";
    public const string DatabaseVariable = "QUITTANCE_DATABASE";
    public const string UrlsVariable = "QUITTANCE_URLS";
    public const string MasterKeyVariable = "QUITTANCE_MASTER_KEY";
    public const string SettlementVariable = "QUITTANCE_SANDBOX_SETTLEMENT";
    public const string PublicUrlVariable = "QUITTANCE_PUBLIC_URL";
    public const string DropFolderVariable = "QUITTANCE_DROP_FOLDER";

    public const string AccountingRateVariable = "QUITTANCE_ACCOUNTING_RATE";

    public const string AccountingSyncVariable = "QUITTANCE_ACCOUNTING_SYNC";

    public const string SearchMemoryVariable = "QUITTANCE_SEARCH_MEMORY";

    private const int AccountingRateMax = 1_000_000;

    private const int SearchMemoryMibMax = 1024 * 1024;

    private const string DefaultData = "./data";

    private static readonly TimeSpan SettlementMax = TimeSpan.FromDays(30);

    private static readonly TimeSpan AccountingSyncMin = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AccountingSyncMax = TimeSpan.FromDays(30);

    /// <summary>The file that holds the master key of a private database.</summary>
    public string MasterKeyFile => Path.Combine(DataFolder, "master.key");

    /// <exception cref="OperatorException">A variable cannot be understood; the message names it and shows a good one.</exception>
    public static ServerSettings Read() => Read(Environment.GetEnvironmentVariable);

    /// <param name="environment">Gives a variable's value, or null.</param>
    /// <inheritdoc cref="Read()"/>
    public static ServerSettings Read(Func<string, string?> environment)
    {
        string? Get(string name) => environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

        var database = ReadDatabase(Get(DatabaseVariable));
        var keys = ReadKeys(Get(MasterKeyVariable));
        if (database is not null && keys is null)
        {
            throw new OperatorException(
                $"{DatabaseVariable} is set, so {MasterKeyVariable} has to be set too: the key must not lie in the database that it protects. "
                + "Make one, once, and keep it: openssl rand -base64 32");
        }

        var data = Path.GetFullPath(Get(DataVariable) ?? DefaultData);
        var publicUrl = ReadPublicUrl(Get(PublicUrlVariable));
        return new ServerSettings(
            data,
            database,
            ReadUrls(Get(UrlsVariable)),
            keys,
            Get(PostgresBinaries.FolderVariable),
            ReadSettlement(Get(SettlementVariable)),
            publicUrl,
            ReadAllowedNetworks(Get(AllowedNetworks.Setting)),
            Path.GetFullPath(Get(DropFolderVariable) ?? Path.Combine(data, "drop")),
            ReadAccountingRate(Get(AccountingRateVariable)),
            ReadAccountingSync(Get(AccountingSyncVariable)),
            ReadSearchMemory(Get(SearchMemoryVariable)),
            OriginSetting.Read(Get(OriginSetting.Variable)),
            AccountingSettings.Read(Get, data, publicUrl));
    }

    /// <summary>What the server is built from, once the database and the key are known.</summary>
    public ServerOptions OptionsFor(string ownerDatabase, MasterKeys keys) => new(ownerDatabase, keys, Urls, SandboxSettlement)
    {
        PublicUrl = PublicUrl,
        AllowedNetworks = AllowedNetworks,
        DropFolder = DropFolder,
        AccountingRate = AccountingRate,
        AccountingSync = AccountingSync,
        SearchMemoryBytes = SearchMemoryMib * ServerOptions.BytesPerMib,
        AllowedOrigins = AllowedOrigins,
        Accounting = Accounting,
    };

    private static string? ReadDatabase(string? text)
    {
        try
        {
            return text is null || new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 }
                ? text
                : throw BadDatabase("it names no Host", null);
        }
        catch (ArgumentException unreadable)
        {
            throw BadDatabase("it cannot be read", unreadable); // Its own message may repeat the password.
        }
    }

    private static OperatorException BadDatabase(string why, Exception? inner) => new(
        $"{DatabaseVariable} is no Npgsql connection string: {why}. An example: {DatabaseVariable}=\"Host=db.example;Username=quittance;Password=...;Database=quittance\"", inner);

    private static MasterKeys? ReadKeys(string? text)
    {
        try
        {
            return text is null ? null : new MasterKeys(MasterKeys.ParseAll(text));
        }
        catch (FormatException unreadable)
        {
            throw new OperatorException(unreadable.Message, unreadable);
        }
    }

    private static string ReadUrls(string? text)
    {
        foreach (var url in (text ?? ServerOptions.DefaultUrls).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!url.StartsWith("http://", StringComparison.Ordinal) || !Parses(url))
            {
                throw new OperatorException(
                    $"{UrlsVariable}: {url} is no address to listen on. An example: {UrlsVariable}=http://0.0.0.0:8080 (TLS is the reverse proxy's work; several are separated by ;).");
            }
        }

        return text ?? ServerOptions.DefaultUrls;
    }

    private static bool Parses(string url)
    {
        try
        {
            return BindingAddress.Parse(url).PathBase.Length == 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static TimeSpan ReadSettlement(string? text)
    {
        try
        {
            var settlement = text is null ? ServerOptions.DefaultSandboxSettlement : XmlConvert.ToTimeSpan(text);
            return settlement >= TimeSpan.Zero && settlement <= SettlementMax ? settlement : throw new FormatException("out of range");
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException)
        {
            throw new OperatorException(
                $"{SettlementVariable} is {text}, which is no ISO 8601 duration between PT0S and P30D. An example: {SettlementVariable}=PT2S", unreadable);
        }
    }

    private static Uri? ReadPublicUrl(string? text) =>
        text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0 ? url
        : throw new OperatorException($"{PublicUrlVariable} is {text}, which is no web address. An example: {PublicUrlVariable}=https://pay.example.com");

    private static AllowedNetworks ReadAllowedNetworks(string? text)
    {
        try
        {
            return AllowedNetworks.Parse(text);
        }
        catch (FormatException unreadable)
        {
            throw new OperatorException($"{AllowedNetworks.Setting}: {unreadable.Message}. An example: {AllowedNetworks.Example}", unreadable);
        }
    }

    private static int ReadAccountingRate(string? text) =>
        text is null ? ServerOptions.DefaultAccountingRate
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate <= AccountingRateMax ? rate
        : throw new OperatorException($"{AccountingRateVariable} is {text}, which is no number from 0 to {AccountingRateMax}. An example: {AccountingRateVariable}=30 (requests a second; 0 counts none)");

    private static int ReadSearchMemory(string? text) =>
        text is null ? ServerOptions.DefaultSearchMemoryMib
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var mib) && mib is > 0 and <= SearchMemoryMibMax ? mib
        : throw new OperatorException($"{SearchMemoryVariable} is {text}, which is no number of MiB from 1 to {SearchMemoryMibMax}. An example: {SearchMemoryVariable}=256");

    private static TimeSpan ReadAccountingSync(string? text)
    {
        try
        {
            var every = text is null ? ServerOptions.DefaultAccountingSync : XmlConvert.ToTimeSpan(text);
            return every >= AccountingSyncMin && every <= AccountingSyncMax ? every : throw new FormatException("out of range");
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException)
        {
            throw new OperatorException(
                $"{AccountingSyncVariable} is {text}, which is no ISO 8601 duration between PT1M and P30D. An example: {AccountingSyncVariable}=PT1H", unreadable);
        }
    }
}

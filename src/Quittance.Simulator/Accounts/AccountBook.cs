using System.Collections.Concurrent;

namespace Quittance.Simulator.Accounts;

/// <summary>All accounts of a simulator, found by what they sign in with.</summary>
internal sealed class AccountBook
{
    /// <summary>The one that is there from the start and that the short control paths mean.</summary>
    public const string DefaultId = "default";

    /// <summary>Whatever the seed, so that a line that worked once can be typed again.</summary>
    private static readonly Credentials DefaultCredentials = new("sim-key", "sim-client", "sim-secret", "lumen");

    private readonly ConcurrentDictionary<string, Account> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Account> _byKey = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Account> _byClient = new(StringComparer.Ordinal);
    private readonly Seal _seal;
    private readonly SimulatorOptions _options;
    private int _made;

    public AccountBook(SimulatorOptions options)
    {
        _options = options;
        _seal = new Seal(options.Seed);
        Default = TryAdd(DefaultId, DefaultCredentials)!;
    }

    public Account Default { get; }

    public Account? Find(string id) => _byId.GetValueOrDefault(id);

    public IReadOnlyList<Account> All() => [.. _byId.Values.OrderBy(account => account.Id, StringComparer.Ordinal)];

    public Account New() => TryAdd($"acct-{Interlocked.Increment(ref _made)}", null)!;

    /// <returns>Null when the id is taken.</returns>
    public Account? TryAdd(string id, Credentials? credentials)
    {
        var account = new Account(id, _options, credentials);
        if (!_byId.TryAdd(id, account))
        {
            return null;
        }

        Enter(account);
        return account;
    }

    public void Remove(Account account)
    {
        Leave(account);
        _byId.TryRemove(account.Id, out _);
    }

    /// <summary>New credentials; the old ones and all tokens got with them are refused from now on.</summary>
    public void Replace(Account account, Credentials credentials)
    {
        Leave(account);
        account.Replace(credentials);
        Enter(account);
    }

    public Account? FindByKey(string key) => _byKey.GetValueOrDefault(key) is { IsRevoked: false } account ? account : null;

    public Account? FindByClient(string id, string secret) =>
        _byClient.GetValueOrDefault(id) is { IsRevoked: false } account && string.Equals(account.Credentials.ClientSecret, secret, StringComparison.Ordinal) ? account : null;

    public string NewToken(Account account)
    {
        var until = (account.Clock.Now + account.Settings.TokenLifetime).ToUnixTimeSeconds();
        var text = $"{account.Id}.{account.Generation}.{until}";
        return $"{text}.{_seal.Of(text)}";
    }

    public Account? FindByToken(string token)
    {
        var parts = token.Split('.');
        var isOurs = parts.Length == 4 && _seal.Fits(string.Join('.', parts[..3]), parts[3]);
        return isOurs && Find(parts[0]) is { IsRevoked: false } account
            && account.Generation == int.Parse(parts[1], Wire.Text.Invariant)
            && account.Clock.Now.ToUnixTimeSeconds() < long.Parse(parts[2], Wire.Text.Invariant)
            ? account
            : null;
    }

    private void Enter(Account account)
    {
        _byKey[account.Credentials.ApiKey] = account;
        _byClient[account.Credentials.ClientId] = account;
    }

    private void Leave(Account account)
    {
        _byKey.TryRemove(account.Credentials.ApiKey, out _);
        _byClient.TryRemove(account.Credentials.ClientId, out _);
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Quittance.Domain.Accounting;

namespace Quittance.Tests.Accounting;

/// <summary>An accounting system on whose own page users agree. A refresh token serves once; only the last access token of a company is taken.</summary>
internal sealed class ConsentedBooks(TimeProvider clock) : EmptyBooks, IAuthorizedByUser, IAccountingWebhookSender
{
    public const string Platform = "consented_books";

    /// <summary>Makes a webhook genuine.</summary>
    public const string SignatureHeader = "x-consented-signature";

    private readonly ConcurrentDictionary<string, Consent> _byCompany = new(StringComparer.Ordinal);

    public override AccountingSystemProfile Profile { get; } = new(Platform, "Consented books", "Books whose user agrees.", []);

    public bool IsConfigured => true;

    /// <summary>What a company's user agreed to.</summary>
    public Consent Of(string company) => _byCompany.GetOrAdd(company, _ => new Consent());

    public override async Task<AccountingCompany> GetCompanyAsync(AccountingAccess access, CancellationToken cancel)
    {
        var company = access.Required("company_id");
        var consent = Of(company);
        var read = access.RequiredAccessToken() == consent.AccessToken
            ? new AccountingCompany(company, consent.Name ?? $"Company {company}", null, null, "USD", null)
            : throw new AccountingException(AccountingFault.CredentialsRefused, "This token is not known.", "401");
        Interlocked.Increment(ref consent.Reads);
        if (consent.Reading is { } reading)
        {
            reading.Begun.TrySetResult();
            await reading.End.Task.WaitAsync(cancel);
        }

        return read;
    }

    public Uri AuthorizeAt(Uri redirectUri, string state, string codeChallenge) =>
        new($"https://consented.example.test/agree?redirect_uri={Uri.EscapeDataString(redirectUri.AbsoluteUri)}&state={state}&code_challenge={codeChallenge}");

    /// <summary>The code is the company, a line and the verifier that it was made for.</summary>
    public Task<AccountingGrant> ExchangeAsync(IReadOnlyDictionary<string, string> callback, Uri redirectUri, string codeVerifier, CancellationToken cancel)
    {
        if (callback.TryGetValue("error", out var error))
        {
            throw new AccountingException(AccountingFault.Deauthorized, "The <owner> said no.", error);
        }

        var company = callback["code"];
        Of(company).Verifier = codeVerifier;
        return Task.FromResult(Grant(company) with { Settings = new Dictionary<string, string> { ["company_id"] = company } });
    }

    public async Task<AccountingGrant> RefreshAsync(string refreshToken, CancellationToken cancel)
    {
        var company = refreshToken.Split('/')[1];
        var consent = Of(company);
        Interlocked.Increment(ref consent.Refreshes);
        if (consent.Gate is { } gate)
        {
            await gate.WaitAsync(cancel);
        }

        return consent.RefreshToken != refreshToken ? throw new AccountingException(AccountingFault.Deauthorized, $"The token {refreshToken} is spent.", "invalid_grant")
            : consent.IsDown ? throw new AccountingException(AccountingFault.Unavailable, "No tokens today.")
            : Grant(company);
    }

    public Task RevokeAsync(AccountingAccess access, string refreshToken, CancellationToken cancel)
    {
        var consent = Of(access.Required("company_id"));
        consent.Revoked.Enqueue(refreshToken);
        return consent.IsDown ? throw new AccountingException(AccountingFault.Unavailable, "Nobody is there.") : Task.CompletedTask;
    }

    public bool IsGenuine(ReadOnlySpan<byte> body, Func<string, string?> header) => header(SignatureHeader) == "genuine";

    public IReadOnlyList<string> CompaniesIn(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span).Split('\n');

    private AccountingGrant Grant(string company)
    {
        var consent = Of(company);
        var number = Interlocked.Increment(ref consent.Grants).ToString(CultureInfo.InvariantCulture);
        (consent.AccessToken, consent.RefreshToken) = ($"access/{company}/{number}", $"refresh/{company}/{number}");
        return new AccountingGrant(consent.AccessToken, clock.GetUtcNow().AddMinutes(30), consent.RefreshToken, new Dictionary<string, string>());
    }

    /// <summary>A company's consent over there.</summary>
    internal sealed class Consent
    {
        public int Grants;

        public int Refreshes;

        public int Reads;

        /// <summary>Its name over there.</summary>
        public string? Name { get; set; }

        /// <summary>Holds up whoever has read the company.</summary>
        public (TaskCompletionSource Begun, TaskCompletionSource End)? Reading { get; set; }

        public string? AccessToken { get; set; }

        public string? RefreshToken { get; set; }

        public string? Verifier { get; set; }

        /// <summary>Holds exchanges up.</summary>
        public SemaphoreSlim? Gate { get; set; }

        public bool IsDown { get; set; }

        public ConcurrentQueue<string> Revoked { get; } = new();
    }
}

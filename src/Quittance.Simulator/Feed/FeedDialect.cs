using Quittance.Simulator.Accounts;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Feed;

/// <summary>Quittance's documented HTTP feed: a key in a header of the account's choice.</summary>
internal sealed class FeedDialect(Provider provider) : Dialect
{
    public override Provider Provider => provider;

    public override ValueTask<Account?> FindAccountAsync(HttpContext context, AccountBook accounts)
    {
        var found = BearerOf(context) is { } key && accounts.FindByKey(key) is { Settings.AuthHeader: "Authorization" } account ? account : ByOtherHeader(context, accounts);
        return ValueTask.FromResult(found);
    }

    public override Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = message }, Text.Camel, context.RequestAborted);
    }

    private static Account? ByOtherHeader(HttpContext context, AccountBook accounts)
    {
        foreach (var (name, value) in context.Request.Headers)
        {
            if (accounts.FindByKey(value.ToString()) is { } account
                && !string.Equals(name, "Authorization", StringComparison.OrdinalIgnoreCase)
                && string.Equals(account.Settings.AuthHeader, name, StringComparison.OrdinalIgnoreCase))
            {
                return account;
            }
        }

        return null;
    }
}

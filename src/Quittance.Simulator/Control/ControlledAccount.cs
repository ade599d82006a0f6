using Quittance.Simulator.Accounts;

namespace Quittance.Simulator.Control;

/// <summary>The account that a control request is about.</summary>
internal sealed record ControlledAccount(Account Value)
{
    /// <exception cref="BadHttpRequestException">There is none (404).</exception>
    public static ValueTask<ControlledAccount> BindAsync(HttpContext context)
    {
        var accounts = context.RequestServices.GetRequiredService<AccountBook>();
        var id = context.GetRouteValue("accountId") as string ?? AccountBook.DefaultId;
        return accounts.Find(id) is { } account
            ? ValueTask.FromResult(new ControlledAccount(account))
            : throw new BadHttpRequestException($"No account {id}", StatusCodes.Status404NotFound);
    }
}

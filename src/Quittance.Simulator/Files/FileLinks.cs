using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;

namespace Quittance.Simulator.Files;

/// <summary>Links that open a bill's file for half an hour without credentials, as object stores sign them.</summary>
internal sealed class FileLinks(Seal seal)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <param name="form">Which of the bill's files.</param>
    public string Make(HttpContext context, Account account, Bill bill, FileForm form)
    {
        var path = PathOf(account.Id, bill.Provider, bill.Id, form);
        var expires = (account.Clock.Now + Lifetime).ToUnixTimeSeconds();
        return $"{context.Request.Scheme}://{context.Request.Host}{path}?expires={expires}&signature={seal.Of($"{path}?{expires}")}";
    }

    public bool IsOurs(string path, long expires, string signature) => seal.Fits($"{path}?{expires}", signature);

    public static string PathOf(string account, Provider provider, string bill, FileForm form) => $"/files/{provider}/{account}/{Uri.EscapeDataString(bill)}/{form}";
}

using Quittance.Domain.Accounting;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.AccountingSystems;

/// <summary>The HTTP of accounting systems: that of all connectors, with failures in the words of accounting.</summary>
internal static class AccountingHttp
{
    /// <summary>The largest answer that is read, in bytes: enough for a page of a hundred bills or more of several hundred lines each.</summary>
    public const int AnswerBytesMax = 16 * 1024 * 1024;

    /// <summary>Makes a call whose every failure, also that of reading its JSON, becomes an <see cref="AccountingException"/>.</summary>
    public static async Task<T> AsAccountingAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ProviderException failure)
        {
            throw new AccountingException(FaultOf(failure.Fault), failure.Message, retryAfter: failure.RetryAfter, inner: failure);
        }
    }

    /// <summary>The same fault in the words of accounting.</summary>
    public static AccountingFault FaultOf(ProviderFault fault) => fault switch
    {
        ProviderFault.NotConfigured => AccountingFault.NotConfigured,
        ProviderFault.CredentialsRefused => AccountingFault.CredentialsRefused,
        ProviderFault.Forbidden => AccountingFault.Forbidden,
        ProviderFault.NotFound => AccountingFault.NotFound,
        ProviderFault.RateLimited => AccountingFault.RateLimited,
        ProviderFault.Unavailable => AccountingFault.Unavailable,
        ProviderFault.TimedOut => AccountingFault.TimedOut,
        ProviderFault.BadAnswer or ProviderFault.TooLarge => AccountingFault.BadAnswer,
        ProviderFault.AddressForbidden => AccountingFault.AddressForbidden,
        ProviderFault.Rejected => AccountingFault.Rejected,
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}

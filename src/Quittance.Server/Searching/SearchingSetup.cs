using Quittance.Server.Hosting;

namespace Quittance.Server.Searching;

internal static class SearchingSetup
{
    public static void AddSearching(this IServiceCollection services)
    {
        services.AddSingleton(provider => new SegmentCache(provider.GetRequiredService<ServerOptions>().SearchMemoryBytes));
        services.AddSingleton<PartyNamesCache>();
        services.AddSingleton<BuildDocuments>();
        services.AddSingleton<SearchTransactions>();
        services.AddSingleton<AnswerFilteredPages>();
        services.AddSingleton<KeptPages>();
        services.AddSingleton<AnswerPlainPages>();
    }
}
